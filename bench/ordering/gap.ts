import type { Scored } from './simulate.ts';

/** What a contender's orders were worth, beside the merchant's own and the best there were. */
export interface Gap {
  readonly sessions: number;
  readonly value: number;
  readonly merchants: number;
  readonly oracle: number;
  readonly trueIndex: number;
}

/** Sums of chances over scored sessions. */
export class GapSum {
  sessions = 0;
  #value = 0;
  #merchants = 0;
  #oracle = 0;
  #trueIndex = 0;

  add({ value, reference }: Scored): void {
    this.sessions += 1;
    this.#value += value;
    this.#merchants += reference.merchants;
    this.#oracle += reference.oracle;
    this.#trueIndex += reference.trueIndex;
  }

  get mean(): Gap {
    const { sessions } = this;
    return {
      sessions,
      value: this.#value / sessions,
      merchants: this.#merchants / sessions,
      oracle: this.#oracle / sessions,
      trueIndex: this.#trueIndex / sessions,
    };
  }
}

/** Of what the best order would bring over the merchant's own, the share that was brought, in percent. */
export function gapClosed({ value, merchants, oracle }: Gap): number {
  return (100 * (value - merchants)) / (oracle - merchants);
}

/** Sessions in a thousand that the best order would have had paid besides. */
export function lostPerThousand({ value, oracle }: Gap): number {
  return 1000 * (oracle - value);
}

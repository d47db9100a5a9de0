import type { Faults } from './faults.ts';

/**
 * What becomes of a new refund: done at once; pending until `afterMs` have passed, then done; or done at
 * once and, `afterMs` later, sent back by the shopper's bank, as real ones are up to a month later.
 */
export type RefundFate =
  | { readonly kind: 'done' }
  | { readonly kind: 'pending' | 'fails_later'; readonly afterMs: number };

/** What a wait is when the armed fault names none, in milliseconds. */
const DEFAULT_WAIT_MS = 3_000;

/** Takes the fate that a test or a person has armed for the next refund. */
export function takeRefundFate(faults: Faults, provider: 'stripe' | 'airwallex'): RefundFate {
  const rule = faults.take(provider, 'refunds.create', ['refund_pending', 'refund_fails_later']);
  if (rule === null) return { kind: 'done' };
  return {
    kind: rule.kind === 'refund_pending' ? 'pending' : 'fails_later',
    afterMs: rule.delayMs || DEFAULT_WAIT_MS,
  };
}

/** How often it is looked whether the time has come, in milliseconds. */
const LOOK_MS = 50;

/** Lets the rest of a fate happen in its time, by the simulator's clock; it keeps no simulator alive. */
export function later(now: () => Date, fate: RefundFate, happens: () => void): void {
  if (fate.kind === 'done') return;
  const due = now().getTime() + fate.afterMs;
  const looking = setInterval(() => {
    if (now().getTime() < due) return;
    clearInterval(looking);
    happens();
  }, LOOK_MS);
  looking.unref();
}

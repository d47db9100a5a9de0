import type { Money } from '#lib/domain/money.ts';
import { decodeFpsPayload } from './decode-fps-payload.ts';
import type { FpsProxy } from './fps-payload.ts';
import { FpsPayloadError } from './fps-payload-error.ts';

/** What a person needs to pay a code by hand, in a bank app that cannot read its picture. */
export interface FpsDetails {
  readonly payeeName: string | null;
  readonly payeeNameZh: string | null;
  readonly proxy: FpsProxy;
  readonly amount: Money | null;
  /** What the payee knows the payment by, wherever the code has it (62.05 or 62.01). */
  readonly reference: string | null;
}

/** Reads a code for people; null where it is none that we can read, which is no reason not to show it. */
export function fpsDetailsOf(payload: string): FpsDetails | null {
  try {
    const { payeeName, chinese, proxy, amount, additional } = decodeFpsPayload(payload);
    return {
      payeeName,
      payeeNameZh: chinese?.name ?? null,
      proxy,
      amount,
      reference: additional.reference ?? additional.billNumber ?? null,
    };
  } catch (error) {
    if (error instanceof FpsPayloadError) return null;
    throw error;
  }
}

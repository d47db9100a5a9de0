import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';

/** What an address below `/<locale>/pay/` names; null when it can be no page of ours. */
export interface PayPath {
  readonly sessionId: CheckoutSessionId;
  readonly attemptId: PaymentAttemptId | null;
  /** Where a provider sends the shopper back: it draws nothing and leads to a page. */
  readonly isReturn: boolean;
  /** The session's own page, without a query. */
  readonly sessionPath: string;
}

/** Reads an address with its language, such as `/en/pay/cs_test_…/pa_…`. */
export function readPayPath(path: string): PayPath | null {
  const match =
    /^(\/[A-Za-z-]{2,5}\/pay\/(cs_(?:test|live)_[0-9A-Za-z]{32}))(?:\/(?:(pa_[0-9A-Za-z]{24})|(return)))?\/?$/.exec(
      path,
    );
  if (match?.[1] === undefined) return null;
  return {
    sessionPath: match[1],
    sessionId: match[2] as CheckoutSessionId, // the pattern is the brand's
    isReturn: match[4] !== undefined,
    attemptId: (match[3] ?? null) as PaymentAttemptId | null, // the pattern is the brand's
  };
}

/** Whether an address is one of a session's pages, well or badly written. */
export function isBelowPay(path: string): boolean {
  return /^\/[A-Za-z-]{2,5}\/pay(?:\/|$)/.test(path);
}

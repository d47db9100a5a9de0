import type { FailureCode } from '#lib/domain/failure-code.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';

/** How often a method is chosen, among those a merchant offers, and what becomes of it. */
interface MethodPlan {
  readonly weight: number;
  readonly paid: number;
  /** How long until it is paid, in seconds. */
  readonly seconds: number;
  /** What it ends in where it is not paid, each as often as the others. */
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly status: Extract<AttemptStatus, 'declined' | 'expired' | 'canceled'>;
  readonly code: FailureCode | null;
}

const declined = (code: FailureCode): Failure => ({ status: 'declined', code });
const EXPIRED: Failure = { status: 'expired', code: null };
const CANCELED: Failure = { status: 'canceled', code: null };

const CARD: readonly Failure[] = [
  ...Array.from({ length: 6 }, () => declined('insufficient_funds')),
  ...Array.from({ length: 5 }, () => declined('do_not_honor')),
  ...Array.from({ length: 3 }, () => declined('authentication_failed')),
  declined('incorrect_cvc'),
  declined('expired_card'),
  declined('fraud_suspected'),
  declined('limit_exceeded'),
  declined('processing_error'),
];
const WALLET: readonly Failure[] = [
  declined('wallet_cancelled'),
  declined('wallet_cancelled'),
  declined('insufficient_funds'),
  declined('timeout'),
  EXPIRED,
  EXPIRED,
  CANCELED,
];

export const METHOD_PLANS: Readonly<Record<MethodId, MethodPlan>> = {
  card: { weight: 38, paid: 0.88, seconds: 6, failures: CARD },
  fps: { weight: 27, paid: 0.81, seconds: 75, failures: [EXPIRED, EXPIRED, EXPIRED, CANCELED] },
  alipayhk: { weight: 12, paid: 0.86, seconds: 40, failures: WALLET },
  payme: { weight: 8, paid: 0.84, seconds: 45, failures: WALLET },
  octopus: { weight: 5, paid: 0.83, seconds: 40, failures: WALLET },
  wechat_pay: { weight: 5, paid: 0.85, seconds: 40, failures: WALLET },
  alipay: { weight: 2, paid: 0.8, seconds: 50, failures: WALLET },
  apple_pay: { weight: 2, paid: 0.94, seconds: 5, failures: CARD },
  google_pay: { weight: 1, paid: 0.93, seconds: 5, failures: CARD },
};

import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import type {
  CaptureRequest,
  PaymentLookup,
  RefundRequest,
  StartPaymentRequest,
} from '#lib/domain/provider.ts';

export const CREDENTIALS = {
  secretKey: 'sk_test_secretpart',
  publishableKey: 'pk_test_secretpart',
  webhookSecret: 'whsec_test_secret',
};

export function attemptId(id: string): PaymentAttemptId {
  return id as PaymentAttemptId; // a test's own id
}

export function startRequest(changes: Partial<StartPaymentRequest> = {}): StartPaymentRequest {
  return {
    attemptId: attemptId('pa_one'),
    idempotencyKey: 'pa_one',
    method: 'card',
    amount: money(12_850n, 'HKD'),
    captureMethod: 'automatic',
    description: 'Harbour Tea, order 123',
    customerEmail: null,
    returnUrl: 'http://localhost:3000/return',
    locale: 'zh-HK',
    device: { form: 'desktop', os: 'other' },
    input: { confirmationToken: 'ctoken_1' },
    startedAt: new Date(),
    ...changes,
  };
}

export function lookup(changes: Partial<PaymentLookup> = {}): PaymentLookup {
  return {
    attemptId: attemptId('pa_one'),
    method: 'card',
    amount: money(12_850n, 'HKD'),
    providerReference: 'pi_1',
    idempotencyKey: 'pa_one',
    startedAt: new Date(),
    ...changes,
  };
}

export function captureRequest(changes: Partial<CaptureRequest> = {}): CaptureRequest {
  return {
    payment: lookup(),
    amount: money(12_850n, 'HKD'),
    idempotencyKey: 'capr_one',
    ...changes,
  };
}

export function refundRequest(changes: Partial<RefundRequest> = {}): RefundRequest {
  return {
    attemptId: attemptId('pa_one'),
    providerReference: 'pi_1',
    refundReference: null,
    refundId: 're_ours',
    idempotencyKey: 're_ours',
    amount: money(12_850n, 'HKD'),
    reason: 'duplicate',
    ...changes,
  };
}

import { createHash } from 'node:crypto';
import type { Money } from '#lib/domain/money.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { ProviderAnswer } from '#lib/domain/payment-outcome.ts';
import type {
  ProviderConnection,
  ProviderEnvironment,
  StartPaymentRequest,
} from '#lib/domain/provider.ts';
import { encodeFpsPayload } from '#lib/fps/encode-fps-payload.ts';
import { FpsPayloadError } from '#lib/fps/fps-payload-error.ts';
import { transferReferenceFrom } from '#lib/fps/transfer-reference.ts';
import { type FpsDirectCredentials, proxyOf } from './credentials.ts';
import { fpsDirectTestShopper } from './test-shopper.ts';

/** How long a code is shown as payable. Money that comes later is found by its reference all the same. */
export const CODE_LIFETIME_MS = 10 * 60 * 1000;

/**
 * FPS to the merchant's own account: the code is ours, and no bank tells us of the money. Making a code
 * moves nothing and needs nobody, so that it can be made again, the same, at any time.
 */
export function connectFpsDirect(
  credentials: FpsDirectCredentials,
  environment: ProviderEnvironment,
): ProviderConnection {
  return {
    startPayment: (request) => Promise.resolve(showCode(credentials, request)),
    // Nobody can be asked: what is known lies in our own records (lib/domain/merchant-confirmed.ts).
    retrievePayment: () => Promise.resolve({ outcome: { kind: 'absent' } }),
    // A code cannot be taken back from a bank app. It is no longer shown; late money is recorded.
    cancelPayment: ({ providerReference }) =>
      Promise.resolve({ outcome: { kind: 'canceled' }, providerReference }),
    capturePayment: ({ payment }) =>
      Promise.resolve({
        outcome: { kind: 'unknown', cause: 'provider_error', detail: 'FPS holds no money' },
        providerReference: payment.providerReference,
        refusal: { code: 'fps_holds_no_money', byBank: false },
      }),
    refundPayment: () =>
      Promise.resolve({ kind: 'failed', providerCode: 'merchant_sends_it_back' }),
    readNotification: () => ({ ok: false, reason: 'unreadable' }),
    checkConnection: () => Promise.resolve({ kind: 'nobody_to_ask' }),
    browserSettings: () => null,
    testShopper: credentials.environment === 'test' ? fpsDirectTestShopper(environment) : null,
    savedCards: null,
  };
}

function showCode(
  credentials: FpsDirectCredentials,
  { attemptId, amount, startedAt, keepCard, savedCard }: StartPaymentRequest,
): ProviderAnswer {
  if (keepCard !== undefined || savedCard !== undefined) {
    return declined('saved_cards_not_supported');
  }
  const reference = referenceOf(attemptId);
  try {
    return {
      outcome: {
        kind: 'requires_action',
        nextAction: {
          type: 'show_qr',
          payload: payloadOf(credentials, amount, reference),
          scheme: 'fps',
        },
        expiresAt: new Date(startedAt.getTime() + CODE_LIFETIME_MS),
      },
      providerReference: reference,
    };
  } catch (error) {
    if (!(error instanceof FpsPayloadError)) throw error;
    // An amount, say, that no code can name.
    return declined(`fps_payload_${error.tag}`);
  }
}

function declined(providerCode: string): ProviderAnswer {
  return {
    outcome: { kind: 'declined', code: 'processing_error', providerCode },
    providerReference: null,
  };
}

/** The same for an attempt whenever it is asked for; unique among the account's by an index. */
export function referenceOf(attemptId: PaymentAttemptId): string {
  return transferReferenceFrom(createHash('sha256').update(attemptId).digest());
}

function payloadOf(credentials: FpsDirectCredentials, amount: Money, reference: string): string {
  const { currency } = amount;
  if (currency !== 'HKD' && currency !== 'CNY') {
    throw new FpsPayloadError('53', `cannot be ${currency}`);
  }
  return encodeFpsPayload({
    initiation: 'dynamic',
    proxy: proxyOf(credentials),
    timeOut: null,
    amountEditable: false,
    categoryCode: '0000',
    currency,
    amount,
    payeeName: credentials.payeeName,
    payeeCity: 'HK',
    chinese:
      credentials.payeeNameZh === undefined ? null : { name: credentials.payeeNameZh, city: null },
    // 62.05, where HSBC and Odoo have it.
    additional: credentials.referenceField === 'on' ? { reference } : {},
  });
}

import type Stripe from 'stripe';
import type {
  CaptureRequest,
  PaymentLookup,
  RefundRequest,
  StartPaymentRequest,
} from '#lib/domain/provider.ts';
import { type ApiResult, PAGE_SIZE, call, createdAround, findInPages } from './api-call.ts';
import type { Confirmation } from './confirmation.ts';
import { ATTEMPT_METADATA_KEY, REFUND_METADATA_KEY } from './attempt-metadata.ts';
import { type DisputeWire, disputeSchema } from './dispute-wire.ts';
import { type PayoutWire, payoutSchema } from './payout-wire.ts';
import { type ReviewWire, reviewSchema } from './review-wire.ts';
import {
  type ConfirmationTokenWire,
  type PaymentIntentWire,
  type RefundWire,
  confirmationTokenSchema,
  paymentIntentListSchema,
  paymentIntentSchema,
  refundListSchema,
  refundSchema,
} from './wire.ts';

const EXPAND = ['latest_charge.balance_transaction'];
const EXPAND_IN_LIST = EXPAND.map((path) => `data.${path}`);

/** The calls we make of Stripe, each answered with checked data or with what its failure proves. */
export interface StripeApi {
  /** Creates the attempt's PaymentIntent and confirms it in the same call, under the attempt's key. */
  createAndConfirm(
    request: StartPaymentRequest,
    confirmation: Confirmation,
  ): Promise<ApiResult<PaymentIntentWire>>;
  /** A token as Stripe made it; it can be read after it was used, too. */
  retrieveConfirmationToken(id: string): Promise<ApiResult<ConfirmationTokenWire>>;
  retrieve(id: string): Promise<ApiResult<PaymentIntentWire>>;
  /** The attempt's PaymentIntent by our reference; null when there is none. */
  findByAttempt(
    lookup: Pick<PaymentLookup, 'attemptId' | 'startedAt'>,
  ): Promise<ApiResult<PaymentIntentWire | null>>;
  /**
   * Cancels, under no key of ours: cancelling twice is cancelling once, whereas Stripe would answer a
   * key with the refusal or the 500 it gave before, for a day, whatever became of the intent.
   */
  cancel(id: string): Promise<ApiResult<PaymentIntentWire>>;
  /** Captures, under the request's key, and lets the rest of the hold go. */
  capture(
    id: string,
    request: Pick<CaptureRequest, 'amount' | 'idempotencyKey'>,
  ): Promise<ApiResult<PaymentIntentWire>>;
  createRefund(request: RefundRequest): Promise<ApiResult<RefundWire>>;
  retrieveRefund(id: string): Promise<ApiResult<RefundWire>>;
  /** The refund by our reference; null when there is none. */
  findRefund(request: RefundRequest): Promise<ApiResult<RefundWire | null>>;
  retrieveDispute(id: string): Promise<ApiResult<DisputeWire>>;
  retrieveReview(id: string): Promise<ApiResult<ReviewWire>>;
  retrievePayout(id: string): Promise<ApiResult<PayoutWire>>;
}

export function createStripeApi(stripe: Stripe): StripeApi {
  return {
    createAndConfirm: (request, confirmation) =>
      call(paymentIntentSchema, () =>
        stripe.paymentIntents.create(
          {
            amount: Number(request.amount.amountMinor),
            currency: request.amount.currency.toLowerCase(),
            ...confirmation,
            capture_method: request.captureMethod,
            confirm: true,
            return_url: request.returnUrl,
            description: request.description,
            metadata: { [ATTEMPT_METADATA_KEY]: request.attemptId },
            ...(request.customerEmail === null ? {} : { receipt_email: request.customerEmail }),
            expand: EXPAND,
          },
          { idempotencyKey: request.idempotencyKey },
        ),
      ),

    retrieveConfirmationToken: (id) =>
      call(confirmationTokenSchema, () => stripe.confirmationTokens.retrieve(id)),

    retrieve: (id) =>
      call(paymentIntentSchema, () => stripe.paymentIntents.retrieve(id, { expand: EXPAND })),

    // Listing is consistent; Stripe's search lags behind by up to an hour and would miss the very
    // payments this is for: https://docs.stripe.com/search#data-freshness
    findByAttempt: ({ attemptId, startedAt }) => {
      const created = createdAround(startedAt);
      return findInPages(
        (after) =>
          call(paymentIntentListSchema, () =>
            stripe.paymentIntents.list({
              created,
              ...after,
              limit: PAGE_SIZE,
              expand: EXPAND_IN_LIST,
            }),
          ),
        (intent) => intent.metadata?.[ATTEMPT_METADATA_KEY] === attemptId,
      );
    },

    cancel: (id) =>
      call(paymentIntentSchema, () => stripe.paymentIntents.cancel(id, { expand: EXPAND })),

    capture: (id, { amount, idempotencyKey }) =>
      call(paymentIntentSchema, () =>
        stripe.paymentIntents.capture(
          id,
          { amount_to_capture: Number(amount.amountMinor), expand: EXPAND },
          { idempotencyKey },
        ),
      ),

    createRefund: (request) =>
      call(refundSchema, () =>
        stripe.refunds.create(
          {
            payment_intent: request.providerReference,
            amount: Number(request.amount.amountMinor),
            reason: request.reason,
            metadata: {
              [ATTEMPT_METADATA_KEY]: request.attemptId,
              [REFUND_METADATA_KEY]: request.refundId,
            },
          },
          { idempotencyKey: request.idempotencyKey },
        ),
      ),

    retrieveRefund: (id) => call(refundSchema, () => stripe.refunds.retrieve(id)),

    findRefund: (request) =>
      findInPages(
        (after) =>
          call(refundListSchema, () =>
            stripe.refunds.list({
              payment_intent: request.providerReference,
              ...after,
              limit: PAGE_SIZE,
            }),
          ),
        (refund) => refund.metadata?.[REFUND_METADATA_KEY] === request.refundId,
      ),

    retrieveDispute: (id) => call(disputeSchema, () => stripe.disputes.retrieve(id)),

    retrieveReview: (id) => call(reviewSchema, () => stripe.reviews.retrieve(id)),

    retrievePayout: (id) => call(payoutSchema, () => stripe.payouts.retrieve(id)),
  };
}

import { z } from 'zod';
import { attemptOfCharge } from '#lib/domain/charge.ts';
import { MAX_AMOUNT_MINOR } from '#lib/domain/money.ts';
import { REFUND_REASONS } from '#lib/domain/refund-reason.ts';
import {
  type RefundInput,
  RefundRefusedError,
  createRefund,
} from '#lib/operations/create-refund.ts';
import { executeRefund } from '#lib/operations/execute-refunds.ts';
import { retrieveRefund } from '#lib/operations/own-payments.ts';
import { type ApiError, invalidRequest, noSuchObject } from '../api-error.ts';
import { refundIn } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { REFUND_EXPANSIONS, expandParam } from '../expand.ts';
import { integer, metadata, text } from '../param-schemas.ts';
import { refusedParams } from '../set-aside-params.ts';

/**
 * https://docs.stripe.com/api/refunds/create. It is committed before the provider is asked, and answered
 * with what the provider says; where that is nothing yet, it is `pending` and goes on by itself.
 */
export const createRefundEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/refunds',
  summary: 'Gives back a payment, or part of it.',
  scope: 'refunds.write',
  answers: { one: 'refund' },
  params: z.strictObject({
    amount: integer(1, Number(MAX_AMOUNT_MINOR)).exactOptional(),
    charge: text(100).exactOptional(),
    expand: expandParam(REFUND_EXPANSIONS),
    metadata: metadata.exactOptional(),
    payment_intent: text(100).exactOptional(),
    reason: z.enum(REFUND_REASONS).exactOptional(),
  }),
  setAside: refusedParams(
    'currency',
    'customer',
    'instructions_email',
    'origin',
    'refund_application_fee',
    'reverse_transfer',
  ),
  run: async (call) => {
    const { context, caller, tx, params } = call;
    const of = paymentOf(params);
    try {
      const ordered = await createRefund(context, tx, {
        merchantId: caller.merchantId,
        livemode: caller.livemode,
        of,
        amount: params.amount === undefined ? null : BigInt(params.amount),
        reason: params.reason ?? null,
        metadata: params.metadata ?? {},
      });
      if (ordered === null) throw noSuchPayment(params);
      return refundIn(call)(ordered);
    } catch (error) {
      if (error instanceof RefundRefusedError) throw refusalOf(error, params);
      throw error;
    }
  },
  settle: async (call, ordered) => {
    const { context, caller, tx } = call;
    const pending = await retrieveRefund(tx, caller, ordered.id);
    if (pending === null) return ordered;
    await executeRefund(context, pending.item.refund);
    const after = await retrieveRefund(tx, caller, ordered.id);
    return refundIn(call)(after ?? pending);
  },
});

interface PaymentParams {
  readonly charge?: string;
  readonly payment_intent?: string;
}

function paymentOf(params: PaymentParams): RefundInput['of'] {
  const { charge, payment_intent: intentId } = params;
  if (charge !== undefined && intentId !== undefined) {
    throw invalidRequest('Send payment_intent or charge, not both.', { param: 'charge' });
  }
  if (intentId !== undefined) return { intentId };
  if (charge === undefined) {
    throw invalidRequest('Missing required param: payment_intent (or charge).', {
      code: 'parameter_missing',
      param: 'payment_intent',
    });
  }
  const attemptId = attemptOfCharge(charge);
  if (attemptId === null) throw noSuchPayment(params);
  return { attemptId };
}

function noSuchPayment({ charge, payment_intent: intentId }: PaymentParams): ApiError {
  return intentId === undefined
    ? noSuchObject('charge', charge ?? '', 'charge')
    : noSuchObject('payment_intent', intentId, 'payment_intent');
}

function refusalOf({ about, code, message }: RefundRefusedError, params: PaymentParams): ApiError {
  const ofIntent = params.payment_intent !== undefined;
  const param = about === 'amount' ? 'amount' : ofIntent ? 'payment_intent' : 'charge';
  return invalidRequest(about === 'amount' ? `Invalid amount: ${message}.` : message, {
    param,
    ...(code === null ? {} : { code }),
  });
}

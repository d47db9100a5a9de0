import { z } from 'zod';
import { MAX_AMOUNT_MINOR } from '#lib/domain/money.ts';
import {
  CaptureRefusedError,
  type CaptureResult,
  captureIntent,
  carryOutCapture,
} from '#lib/operations/capture-intent.ts';
import { HOLD_OVER } from '#lib/operations/held-money.ts';
import { retrieveIntent } from '#lib/operations/own-payments.ts';
import { intentIn, requireFound } from '../answer-payment.ts';
import { ApiError, invalidRequest } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { INTENT_EXPANSIONS, expandParam } from '../expand.ts';
import { applyMetadata, integer, metadataChange } from '../param-schemas.ts';
import { refusedParams } from '../set-aside-params.ts';

/**
 * https://docs.stripe.com/api/payment_intents/capture. It is committed before the provider is asked, and
 * answered with what the provider says; where that is nothing yet, the intent is `requires_capture` still, and
 * the capture goes on by itself.
 */
export const capturePaymentIntentEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/payment_intents/{id}/capture',
  summary: 'Takes the money that is held for a payment intent, or part of it.',
  scope: 'captures.write',
  answers: { one: 'payment_intent' },
  params: z.strictObject({
    amount_to_capture: integer(1, Number(MAX_AMOUNT_MINOR)).exactOptional(),
    expand: expandParam(INTENT_EXPANSIONS),
    metadata: metadataChange.exactOptional(),
  }),
  setAside: [
    { path: ['final_capture'], ignore: ['true'] },
    ...refusedParams(
      'amount_details',
      'application_fee_amount',
      'hooks',
      'payment_details',
      'statement_descriptor',
      'statement_descriptor_suffix',
      'transfer_data',
    ),
  ],
  run: async (call) => {
    const { context, caller, tx, params, pathParams } = call;
    try {
      const ordered = await captureIntent(context, tx, {
        merchantId: caller.merchantId,
        livemode: caller.livemode,
        id: pathParams['id'] ?? '',
        amount: params.amount_to_capture === undefined ? null : BigInt(params.amount_to_capture),
        metadata: (before) => applyMetadata(before, params.metadata),
      });
      const { intent, request } = requireFound(ordered, 'payment_intent', pathParams, 'intent');
      return { object: intentIn(call)(intent), request };
    } catch (error) {
      if (error instanceof CaptureRefusedError) throw refusalOf(error);
      throw error;
    }
  },
  answerOf: ({ object }) => object,
  settle: async (call, ordered) => {
    const { context, caller, tx } = call;
    const refusal = refusalOfProvider(await carryOutCapture(context, ordered));
    if (refusal !== null) throw refusal;
    const after = await retrieveIntent(tx, caller, ordered.object.id);
    return after === null ? ordered.object : intentIn(call)(after);
  },
});

function refusalOf({ about, message }: CaptureRefusedError): ApiError {
  return about === 'amount'
    ? invalidRequest(`Invalid amount_to_capture: ${message}.`, {
        param: 'amount_to_capture',
        code: 'amount_too_large',
      })
    : invalidRequest(message, { param: 'intent', code: 'payment_intent_unexpected_state' });
}

/** The provider took nothing; how the hold stands then, the intent says. Null: it did, or has not said. */
function refusalOfProvider(request: CaptureResult): ApiError | null {
  const why = request.failureCode ?? 'no reason was given';
  const seeIntent = 'Retrieve the PaymentIntent to see whether its money is still held.';
  switch (request.status) {
    case 'pending':
    case 'succeeded':
      return null;
    case 'declined':
      return new ApiError({
        status: 402,
        type: 'card_error',
        code: 'card_declined',
        message: `The card’s bank refused the capture: ${why}. ${seeIntent}`,
      });
    case 'failed':
      return why === HOLD_OVER
        ? invalidRequest('The money is no longer held, so that nothing can be captured.', {
            code: 'charge_expired_for_capture',
            param: 'intent',
          })
        : invalidRequest(`The payment provider refused the capture: ${why}. ${seeIntent}`, {
            code: 'capture_failed',
            param: 'intent',
          });
  }
}

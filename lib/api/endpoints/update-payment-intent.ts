import { z } from 'zod';
import { updateIntent } from '#lib/operations/update-intent.ts';
import { intentIn, requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { INTENT_EXPANSIONS, expandParam } from '../expand.ts';
import { applyMetadata, metadataChange, text } from '../param-schemas.ts';
import { refusedParams } from '../set-aside-params.ts';

/**
 * https://docs.stripe.com/api/payment_intents/update, as far as it is about an intent of a page: the amount
 * is its items', and the shopper's address is the session's.
 */
export const updatePaymentIntentEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/payment_intents/{id}',
  summary: 'Changes the notes on a payment intent.',
  scope: 'payment_intents.write',
  answers: { one: 'payment_intent' },
  params: z.strictObject({
    description: text(1000).exactOptional(),
    expand: expandParam(INTENT_EXPANSIONS),
    metadata: metadataChange.exactOptional(),
  }),
  setAside: refusedParams(
    'allowed_payment_method_types',
    'amount',
    'amount_details',
    'application_fee_amount',
    'capture_method',
    'currency',
    'customer',
    'customer_account',
    'excluded_payment_method_types',
    'hooks',
    'payment_details',
    'payment_method',
    'payment_method_configuration',
    'payment_method_data',
    'payment_method_options',
    'payment_method_types',
    'receipt_email',
    'setup_future_usage',
    'shipping',
    'statement_descriptor',
    'statement_descriptor_suffix',
    'transfer_data',
    'transfer_group',
  ),
  run: async (call) => {
    const { caller, tx, params, pathParams } = call;
    const updated = await updateIntent(tx, caller, pathParams['id'] ?? '', (before) => ({
      metadata: applyMetadata(before.metadata, params.metadata),
      description: params.description ?? before.description,
    }));
    return intentIn(call)(requireFound(updated, 'payment_intent', pathParams, 'intent'));
  },
});

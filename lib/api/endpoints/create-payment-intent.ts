import { z } from 'zod';
import { MAX_AMOUNT_MINOR } from '#lib/domain/money.ts';
import { chargeKeptCard, seeChargeThrough } from '#lib/operations/charge-kept-card.ts';
import { retrieveCard } from '#lib/operations/own-cards.ts';
import { type OwnIntent, retrieveIntent } from '#lib/operations/own-payments.ts';
import { paymentMethodObject } from '#lib/operations/payment-method-object.ts';
import { paymentErrorObject } from '#lib/operations/payment-error-object.ts';
import { intentIn } from '../answer-payment.ts';
import { ApiError } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { INTENT_EXPANSIONS, expandParam } from '../expand.ts';
import { namingParam } from '../naming-param.ts';
import { currencyCode, integer, list, metadata, text } from '../param-schemas.ts';
import { refusedParams } from '../set-aside-params.ts';

const ONLY_KEPT_CARDS =
  'must be true: here an intent is made to charge a kept card off session, and every other with its ' +
  'checkout session';

/** As it comes in a form or in JSON, where it says yes. */
const yes = z
  .literal('true', ONLY_KEPT_CARDS)
  .meta({ type: 'boolean', const: true })
  .transform(() => true as const);

const onlyCard = list(z.literal('card', 'must be card: only cards are kept'), { min: 1, max: 1 });

/**
 * https://docs.stripe.com/api/payment_intents/create, to charge a kept card while nobody is there. It is
 * committed before the provider is asked. A decline is answered with 402; an answer that did not come, with the
 * intent as it is then: `processing`.
 */
export const createPaymentIntentEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/payment_intents',
  summary: 'Charges a kept card while its owner is not there.',
  scope: 'off_session_charges.write',
  answers: { one: 'payment_intent' },
  params: z.strictObject({
    allowed_payment_method_types: onlyCard.exactOptional(),
    amount: integer(1, Number(MAX_AMOUNT_MINOR)),
    capture_method: z
      .enum(['automatic', 'automatic_async'], 'must be automatic: a kept card is charged at once')
      .exactOptional(),
    confirm: yes,
    currency: currencyCode,
    customer: text(100),
    description: text(1000).exactOptional(),
    expand: expandParam(INTENT_EXPANSIONS),
    metadata: metadata.exactOptional(),
    off_session: yes,
    payment_method: text(100),
    payment_method_types: onlyCard.exactOptional(),
  }),
  setAside: [
    ...refusedParams(
      'amount_details',
      'application_fee_amount',
      'confirmation_token',
      'customer_account',
      'excluded_payment_method_types',
      'fx_quote',
      'hooks',
      'mandate',
      'mandate_data',
      'on_behalf_of',
      'payment_details',
      'payment_method_configuration',
      'payment_method_data',
      'payment_method_options',
      'radar_options',
      'receipt_email',
      'return_url',
      'setup_future_usage',
      'shipping',
      'statement_descriptor',
      'statement_descriptor_suffix',
      'transfer_data',
      'transfer_group',
      'use_stripe_sdk',
    ),
    // What is charged is a card, whatever else an account takes.
    { path: ['automatic_payment_methods'], ignore: 'any' },
    { path: ['confirmation_method'], ignore: ['automatic'] },
    { path: ['error_on_requires_action'], ignore: ['true', 'false'] },
  ],
  run: async (call) => {
    const { context, caller, tx, params, request } = call;
    const { intent } = await namingParam(() =>
      chargeKeptCard(context, tx, {
        merchantId: caller.merchantId,
        livemode: caller.livemode,
        customer: params.customer,
        paymentMethod: params.payment_method,
        amount: BigInt(params.amount),
        currency: params.currency,
        description: params.description ?? null,
        metadata: params.metadata ?? {},
        request,
      }),
    );
    return intentIn(call)(intent);
  },
  settle: async (call, ordered) => {
    const { context, caller, tx } = call;
    const committed = await retrieveIntent(tx, caller, ordered.id);
    const attempt = committed?.payment.attempts[0];
    if (committed === null || attempt === undefined) return ordered;
    await seeChargeThrough(context, attempt.id);
    const after = (await retrieveIntent(tx, caller, ordered.id)) ?? committed;
    const failure = await failureOf(call, after);
    if (failure !== null) throw failure;
    return intentIn(call)(after);
  },
});

/** The decline as Stripe answers it: https://docs.stripe.com/api/errors. Null: it was not declined. */
async function failureOf(
  call: Pick<Parameters<typeof intentIn>[0], 'context'> & {
    readonly caller: Parameters<typeof retrieveCard>[1];
    readonly tx: Parameters<typeof retrieveCard>[0];
  },
  intent: OwnIntent,
): Promise<ApiError | null> {
  const attempt = intent.payment.attempts.at(-1);
  const error = paymentErrorObject(attempt);
  if (attempt === undefined || error?.type !== 'card_error') return null;
  const card = await retrieveCard(call.tx, call.caller, attempt.keptCardId ?? '');
  return new ApiError({
    status: 402,
    type: 'card_error',
    code: error.code,
    message: error.message,
    more: {
      charge: error.charge,
      ...(error.decline_code === undefined ? {} : { decline_code: error.decline_code }),
      payment_intent: intentIn({ context: call.context, params: {} })(intent),
      ...(card === null ? {} : { payment_method: paymentMethodObject(card) }),
    },
    retry: false,
  });
}

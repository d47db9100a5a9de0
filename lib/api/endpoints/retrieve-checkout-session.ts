import { z } from 'zod';
import { loadPaymentHistory } from '#lib/operations/payment-facts.ts';
import { retrieveCheckoutSession } from '#lib/operations/retrieve-checkout-session.ts';
import { SESSION_EXPANSIONS, sessionObject } from '#lib/operations/session-object.ts';
import { noSuchObject } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { list } from '../param-schemas.ts';

/** https://docs.stripe.com/api/checkout/sessions/retrieve */
export const retrieveCheckoutSessionEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/checkout/sessions/{id}',
  summary: 'A checkout session as it stands.',
  scope: 'checkout_sessions.read',
  answers: { one: 'checkout.session' },
  params: z.strictObject({
    expand: list(z.enum(SESSION_EXPANSIONS), { max: 20 }).exactOptional(),
  }),
  run: async ({ context, caller, tx, params, pathParams }) => {
    const id = pathParams['id'] ?? '';
    const found = await retrieveCheckoutSession({
      merchantId: caller.merchantId,
      livemode: caller.livemode,
      id,
      tx,
    });
    if (found === null) throw noSuchObject('checkout.session', id.slice(0, 100), 'session');
    const expand = new Set(params.expand);
    return sessionObject({
      ...found,
      ...(expand.has('payment_intent')
        ? { payment: await loadPaymentHistory(tx, found.intent) }
        : {}),
      publicOrigin: context.env.PUBLIC_ORIGIN,
      expand,
    });
  },
});

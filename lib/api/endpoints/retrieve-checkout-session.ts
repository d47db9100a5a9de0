import { z } from 'zod';
import { retrieveSession, writeSession } from '#lib/operations/own-sessions.ts';
import { SESSION_EXPANSIONS } from '#lib/operations/session-object.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { expandParam } from '../expand.ts';

/** https://docs.stripe.com/api/checkout/sessions/retrieve */
export const retrieveCheckoutSessionEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/checkout/sessions/{id}',
  summary: 'A checkout session as it stands.',
  scope: 'checkout_sessions.read',
  answers: { one: 'checkout.session' },
  params: z.strictObject({ expand: expandParam(SESSION_EXPANSIONS) }),
  run: async ({ context, caller, tx, params, pathParams }) => {
    const found = await retrieveSession(tx, caller, pathParams['id'] ?? '');
    const session = requireFound(found, 'checkout.session', pathParams, 'session');
    return writeSession(context, session, params.expand);
  },
});

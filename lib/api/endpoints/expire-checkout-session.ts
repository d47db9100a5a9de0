import { z } from 'zod';
import {
  type ExpiryRefusal,
  expireOwnSession,
  writeSession,
} from '#lib/operations/own-sessions.ts';
import { SESSION_EXPANSIONS } from '#lib/operations/session-object.ts';
import { invalidRequest } from '../api-error.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { expandParam } from '../expand.ts';

const WHY_NOT: Readonly<Record<ExpiryRefusal, string>> = {
  not_open: 'Only a Checkout Session that is open can be expired.',
  in_flight:
    'A payment of this Checkout Session is being decided at this moment. Try again once it has ended.',
};

/** https://docs.stripe.com/api/checkout/sessions/expire */
export const expireCheckoutSessionEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/checkout/sessions/{id}/expire',
  summary: 'Ends an open checkout session before its time.',
  scope: 'checkout_sessions.write',
  answers: { one: 'checkout.session' },
  params: z.strictObject({ expand: expandParam(SESSION_EXPANSIONS) }),
  run: async ({ context, caller, tx, params, pathParams }) => {
    const result = await expireOwnSession(context, tx, caller, pathParams['id'] ?? '');
    const session = requireFound(result, 'checkout.session', pathParams, 'session');
    if (typeof session === 'string') throw invalidRequest(WHY_NOT[session], { param: 'session' });
    context.wakeWorker();
    return writeSession(context, session, params.expand);
  },
});

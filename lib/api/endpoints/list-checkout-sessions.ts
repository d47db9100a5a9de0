import { z } from 'zod';
import { SESSION_STATUSES } from '#lib/domain/checkout-session.ts';
import { listOwnSessions, writeSession } from '#lib/operations/own-sessions.ts';
import { SESSION_EXPANSIONS } from '#lib/operations/session-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { expandListParam } from '../expand.ts';
import { ANY_TIME, answerList, createdFilter, pageParams } from '../list-page.ts';
import { text } from '../param-schemas.ts';
import { refusedParams } from '../set-aside-params.ts';

/** https://docs.stripe.com/api/checkout/sessions/list */
export const listCheckoutSessionsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/checkout/sessions',
  summary: 'Checkout sessions, the newest first.',
  scope: 'checkout_sessions.read',
  answers: { listOf: 'checkout.session' },
  params: z.strictObject({
    ...pageParams,
    created: createdFilter.exactOptional(),
    customer: text(100).exactOptional(),
    customer_details: z.strictObject({ email: text(320) }).exactOptional(),
    expand: expandListParam(SESSION_EXPANSIONS),
    payment_intent: text(100).exactOptional(),
    payment_link: text(100).exactOptional(),
    status: z.enum(SESSION_STATUSES).exactOptional(),
  }),
  setAside: refusedParams('customer_account', 'subscription'),
  run: ({ context, caller, tx, params }) =>
    answerList({
      url: '/v1/checkout/sessions',
      noun: 'checkout.session',
      params,
      load: (page) =>
        listOwnSessions(tx, caller, {
          created: params.created ?? ANY_TIME,
          customerEmail: params.customer_details?.email ?? null,
          customerId: params.customer ?? null,
          intentId: params.payment_intent ?? null,
          paymentLinkId: params.payment_link ?? null,
          status: params.status ?? null,
          page,
        }),
      object: (session) => writeSession(context, session, params.expand),
    }),
});

import { z } from 'zod';
import { pageOf } from '#lib/domain/list-page.ts';
import { retrieveSession } from '#lib/operations/own-sessions.ts';
import { lineItemObject } from '#lib/operations/session-object.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, pageParams } from '../list-page.ts';

/** https://docs.stripe.com/api/checkout/sessions/line_items; in the order in which they were given. */
export const listLineItemsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/checkout/sessions/{id}/line_items',
  summary: 'What is bought in a checkout session.',
  scope: 'checkout_sessions.read',
  answers: { listOf: 'item' },
  params: z.strictObject(pageParams),
  run: async ({ caller, tx, params, pathParams }) => {
    const id = pathParams['id'] ?? '';
    const found = requireFound(
      await retrieveSession(tx, caller, id),
      'checkout.session',
      pathParams,
      'session',
    );
    return answerList({
      url: `/v1/checkout/sessions/${id}/line_items`,
      noun: 'item',
      params,
      load: (page) => Promise.resolve(pageOf(found.lineItems, page)),
      object: (item) => lineItemObject(found.payment.session, item),
    });
  },
});

import { z } from 'zod';
import { cursorId } from '#lib/domain/list-page.ts';
import { retrievePaymentLink } from '#lib/operations/manage-payment-links.ts';
import { linkItemObject } from '#lib/operations/payment-link-object.ts';
import { noSuchObject } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, pageParams } from '../list-page.ts';

/** https://docs.stripe.com/api/payment-link/retrieve-line-items */
export const listPaymentLinkItemsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/payment_links/{id}/line_items',
  summary: 'What a payment link sells.',
  scope: 'payment_links.read',
  answers: { listOf: 'item' },
  params: z.strictObject(pageParams),
  run: async ({ caller, tx, params, pathParams }) => {
    const id = pathParams['id'] ?? '';
    const found = await retrievePaymentLink(tx, caller, id);
    if (found === null) throw noSuchObject('payment_link', id.slice(0, 100), 'payment_link');
    return answerList({
      url: `/v1/payment_links/${id}/line_items`,
      noun: 'line_item',
      params,
      load: async (page) => {
        const cursor = cursorId(page);
        const at = found.items.findIndex(({ item }) => item.id === cursor);
        if (cursor !== null && at === -1) return null;
        if (page.endingBefore !== null) {
          const from = Math.max(0, at - page.limit);
          return { items: found.items.slice(from, at), hasMore: from > 0 };
        }
        const rest = found.items.slice(at + 1);
        return { items: rest.slice(0, page.limit), hasMore: rest.length > page.limit };
      },
      object: linkItemObject,
    });
  },
});

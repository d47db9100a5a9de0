import { z } from 'zod';
import { retrievePaymentLink } from '#lib/operations/manage-payment-links.ts';
import { paymentLinkObject } from '#lib/operations/payment-link-object.ts';
import { noSuchObject } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { list } from '../param-schemas.ts';

/** https://docs.stripe.com/api/payment-link/retrieve */
export const retrievePaymentLinkEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/payment_links/{id}',
  summary: 'A payment link.',
  scope: 'payment_links.read',
  answers: { one: 'payment_link' },
  params: z.strictObject({
    expand: list(z.enum(['line_items']), { max: 20 }).exactOptional(),
  }),
  run: async ({ context, caller, tx, params, pathParams }) => {
    const id = pathParams['id'] ?? '';
    const found = await retrievePaymentLink(tx, caller, id);
    if (found === null) throw noSuchObject('payment_link', id.slice(0, 100), 'payment_link');
    const { link, completed, items } = found;
    return paymentLinkObject({
      link,
      completed,
      publicOrigin: context.env.PUBLIC_ORIGIN,
      ...(params.expand?.includes('line_items') === true ? { items } : {}),
    });
  },
});

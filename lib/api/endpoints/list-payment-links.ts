import { z } from 'zod';
import { pageOfPaymentLinks } from '#lib/operations/manage-payment-links.ts';
import { paymentLinkObject } from '#lib/operations/payment-link-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, pageParams } from '../list-page.ts';
import { flag } from '../param-schemas.ts';

/** https://docs.stripe.com/api/payment-link/list */
export const listPaymentLinksEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/payment_links',
  summary: 'The payment links, the newest first.',
  scope: 'payment_links.read',
  answers: { listOf: 'payment_link' },
  params: z.strictObject({ ...pageParams, active: flag.exactOptional() }),
  run: ({ context, caller, tx, params }) =>
    answerList({
      url: '/v1/payment_links',
      noun: 'payment_link',
      params,
      load: (page) => pageOfPaymentLinks(tx, caller, { active: params.active ?? null, page }),
      object: (found) => paymentLinkObject({ ...found, publicOrigin: context.env.PUBLIC_ORIGIN }),
    }),
});

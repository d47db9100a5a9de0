import { z } from 'zod';
import { listOwnCards } from '#lib/operations/own-cards.ts';
import { paymentMethodObject } from '#lib/operations/payment-method-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, pageParams } from '../list-page.ts';
import { namingParam } from '../naming-param.ts';
import { text } from '../param-schemas.ts';
import { refusedParams } from '../set-aside-params.ts';

/** https://docs.stripe.com/api/payment_methods/list */
export const listPaymentMethodsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/payment_methods',
  summary: 'The cards that are kept, of one customer or of all, the newest first.',
  scope: 'payment_methods.read',
  answers: { listOf: 'payment_method' },
  params: z.strictObject({
    ...pageParams,
    customer: text(100).exactOptional(),
    type: z.literal('card', 'must be card: only cards are kept').exactOptional(),
  }),
  setAside: refusedParams('allow_redisplay', 'customer_account'),
  run: ({ caller, tx, params }) =>
    namingParam(() =>
      answerList({
        url: '/v1/payment_methods',
        noun: 'payment_method',
        params,
        load: (page) => listOwnCards(tx, caller, { customer: params.customer ?? null, page }),
        object: paymentMethodObject,
      }),
    ),
});

import { z } from 'zod';
import { retrieveCustomer } from '#lib/operations/manage-customers.ts';
import { listOwnCards } from '#lib/operations/own-cards.ts';
import { paymentMethodObject } from '#lib/operations/payment-method-object.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, pageParams } from '../list-page.ts';
import { refusedParams } from '../set-aside-params.ts';

/** https://docs.stripe.com/api/payment_methods/customer_list */
export const listCustomerPaymentMethodsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/customers/{id}/payment_methods',
  summary: 'The cards that are kept for a customer, the newest first.',
  scope: 'payment_methods.read',
  answers: { listOf: 'payment_method' },
  params: z.strictObject({
    ...pageParams,
    type: z.literal('card', 'must be card: only cards are kept').exactOptional(),
  }),
  setAside: refusedParams('allow_redisplay'),
  run: async ({ caller, tx, params, pathParams }) => {
    const found = await retrieveCustomer(tx, caller, pathParams['id'] ?? '');
    const { id } = requireFound(found, 'customer', pathParams, 'customer');
    return answerList({
      url: `/v1/customers/${id}/payment_methods`,
      noun: 'payment_method',
      params,
      load: (page) => listOwnCards(tx, caller, { customer: id, page }),
      object: paymentMethodObject,
    });
  },
});

import { z } from 'zod';
import { retrieveCard } from '#lib/operations/own-cards.ts';
import { paymentMethodObject } from '#lib/operations/payment-method-object.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';

/** https://docs.stripe.com/api/payment_methods/retrieve */
export const retrievePaymentMethodEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/payment_methods/{id}',
  summary: 'A kept card; of one that was detached, that it has no customer.',
  scope: 'payment_methods.read',
  answers: { one: 'payment_method' },
  params: z.strictObject({}),
  run: async ({ caller, tx, pathParams }) => {
    const card = await retrieveCard(tx, caller, pathParams['id'] ?? '');
    return paymentMethodObject(requireFound(card, 'PaymentMethod', pathParams, 'payment_method'));
  },
});

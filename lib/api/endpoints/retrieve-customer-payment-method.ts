import { z } from 'zod';
import { retrieveCardOf } from '#lib/operations/own-cards.ts';
import { paymentMethodObject } from '#lib/operations/payment-method-object.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';

/** https://docs.stripe.com/api/payment_methods/customer */
export const retrieveCustomerPaymentMethodEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/customers/{customer}/payment_methods/{id}',
  summary: 'A card that is kept for a customer.',
  scope: 'payment_methods.read',
  answers: { one: 'payment_method' },
  params: z.strictObject({}),
  run: async ({ caller, tx, pathParams }) => {
    const card = await retrieveCardOf(tx, caller, {
      customer: pathParams['customer'] ?? '',
      id: pathParams['id'] ?? '',
    });
    return paymentMethodObject(requireFound(card, 'PaymentMethod', pathParams, 'payment_method'));
  },
});

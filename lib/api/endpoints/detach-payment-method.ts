import { z } from 'zod';
import { detachAtProvider } from '#lib/operations/detach-cards.ts';
import { detachCard, retrieveCard } from '#lib/operations/own-cards.ts';
import { paymentMethodObject } from '#lib/operations/payment-method-object.ts';
import { requireFound } from '../answer-payment.ts';
import { invalidRequest } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';

/**
 * https://docs.stripe.com/api/payment_methods/detach. Committed first: from then on Praya charges it no more,
 * whether or not its provider hears of it at once.
 */
export const detachPaymentMethodEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/payment_methods/{id}/detach',
  summary: 'Lets a kept card go for good.',
  scope: 'payment_methods.write',
  answers: { one: 'payment_method' },
  params: z.strictObject({}),
  run: async ({ context, caller, tx, pathParams }) => {
    const result = await detachCard(context, tx, caller, pathParams['id'] ?? '');
    const card = requireFound(result, 'PaymentMethod', pathParams, 'payment_method');
    if (card === 'not_attached') {
      throw invalidRequest('This PaymentMethod is not attached to a customer: it was detached.', {
        param: 'payment_method',
      });
    }
    return paymentMethodObject(card);
  },
  settle: async ({ context, caller, tx }, ordered) => {
    const card = await retrieveCard(tx, caller, ordered.id);
    if (card !== null) await detachAtProvider(context, card);
    return ordered;
  },
});

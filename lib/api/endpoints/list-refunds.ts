import { z } from 'zod';
import { listOwnRefunds, retrieveCharge, retrieveIntent } from '#lib/operations/own-payments.ts';
import { noSuchObject } from '../api-error.ts';
import { refundIn } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { REFUND_EXPANSIONS, expandListParam } from '../expand.ts';
import { ANY_TIME, answerList, createdFilter, pageParams } from '../list-page.ts';
import { text } from '../param-schemas.ts';

/** https://docs.stripe.com/api/refunds/list */
export const listRefundsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/refunds',
  summary: 'Refunds, the newest first.',
  scope: 'refunds.read',
  answers: { listOf: 'refund' },
  params: z.strictObject({
    ...pageParams,
    charge: text(100).exactOptional(),
    created: createdFilter.exactOptional(),
    expand: expandListParam(REFUND_EXPANSIONS),
    payment_intent: text(100).exactOptional(),
  }),
  run: async (call) => {
    const { caller, tx, params } = call;
    const { charge, payment_intent: intentId } = params;
    const paid = charge === undefined ? null : await retrieveCharge(tx, caller, charge);
    if (charge !== undefined && paid === null) throw noSuchObject('charge', charge, 'charge');
    if (intentId !== undefined && (await retrieveIntent(tx, caller, intentId)) === null) {
      throw noSuchObject('payment_intent', intentId, 'payment_intent');
    }
    return answerList({
      url: '/v1/refunds',
      noun: 'refund',
      params,
      load: (page) =>
        listOwnRefunds(tx, caller, {
          created: params.created ?? ANY_TIME,
          intentId: intentId ?? null,
          attemptId: paid?.item.id ?? null,
          page,
        }),
      object: refundIn(call),
    });
  },
});

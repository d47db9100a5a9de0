import { z } from 'zod';
import { listOwnDisputes } from '#lib/operations/own-disputes.ts';
import { retrieveCharge, retrieveIntent } from '#lib/operations/own-payments.ts';
import { disputeIn } from '../answer-payment.ts';
import { noSuchObject } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { DISPUTE_EXPANSIONS, expandListParam } from '../expand.ts';
import { ANY_TIME, answerList, createdFilter, pageParams } from '../list-page.ts';
import { text } from '../param-schemas.ts';

/** https://docs.stripe.com/api/disputes/list */
export const listDisputesEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/disputes',
  summary: 'Payments that shoppers’ banks dispute, the newest first.',
  scope: 'disputes.read',
  answers: { listOf: 'dispute' },
  params: z.strictObject({
    ...pageParams,
    charge: text(100).exactOptional(),
    created: createdFilter.exactOptional(),
    expand: expandListParam(DISPUTE_EXPANSIONS),
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
      url: '/v1/disputes',
      noun: 'dispute',
      params,
      load: (page) =>
        listOwnDisputes(tx, caller, {
          created: params.created ?? ANY_TIME,
          intentId: intentId ?? null,
          attemptId: paid?.item.id ?? null,
          page,
        }),
      object: disputeIn(call),
    });
  },
});

import { z } from 'zod';
import { listOwnCharges, retrieveIntent } from '#lib/operations/own-payments.ts';
import { chargeIn } from '../answer-payment.ts';
import { noSuchObject } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { CHARGE_EXPANSIONS, expandListParam } from '../expand.ts';
import { ANY_TIME, answerList, createdFilter, pageParams } from '../list-page.ts';
import { text } from '../param-schemas.ts';
import { refusedParams } from '../set-aside-params.ts';

/** https://docs.stripe.com/api/charges/list */
export const listChargesEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/charges',
  summary: 'Charges, declined ones too, the newest first.',
  scope: 'charges.read',
  answers: { listOf: 'charge' },
  params: z.strictObject({
    ...pageParams,
    created: createdFilter.exactOptional(),
    expand: expandListParam(CHARGE_EXPANSIONS),
    payment_intent: text(100).exactOptional(),
  }),
  setAside: refusedParams('customer', 'transfer_group'),
  run: async (call) => {
    const { caller, tx, params } = call;
    const { payment_intent: intentId } = params;
    if (intentId !== undefined && (await retrieveIntent(tx, caller, intentId)) === null) {
      throw noSuchObject('payment_intent', intentId, 'payment_intent');
    }
    return answerList({
      url: '/v1/charges',
      noun: 'charge',
      params,
      load: (page) =>
        listOwnCharges(tx, caller, {
          created: params.created ?? ANY_TIME,
          intentId: intentId ?? null,
          page,
        }),
      object: chargeIn(call),
    });
  },
});

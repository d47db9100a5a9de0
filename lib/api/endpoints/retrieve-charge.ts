import { z } from 'zod';
import { retrieveCharge } from '#lib/operations/own-payments.ts';
import { chargeIn, requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { CHARGE_EXPANSIONS, expandParam } from '../expand.ts';

/** https://docs.stripe.com/api/charges/retrieve */
export const retrieveChargeEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/charges/{id}',
  summary: 'A charge as it stands: a try to pay that the provider decided on.',
  scope: 'charges.read',
  answers: { one: 'charge' },
  params: z.strictObject({ expand: expandParam(CHARGE_EXPANSIONS) }),
  run: async (call) => {
    const { caller, tx, pathParams } = call;
    const found = await retrieveCharge(tx, caller, pathParams['id'] ?? '');
    return chargeIn(call)(requireFound(found, 'charge', pathParams));
  },
});

import { z } from 'zod';
import { expandObject } from '#lib/operations/expand-object.ts';
import { movementObject, retrieveMovement } from '#lib/operations/own-balance.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { BALANCE_TRANSACTION_EXPANSIONS, expandParam } from '../expand.ts';

/** https://docs.stripe.com/api/balance_transactions/retrieve */
export const retrieveBalanceTransactionEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/balance_transactions/{id}',
  summary: 'Money that came in, was given back or was disputed.',
  scope: 'balance_transactions.read',
  answers: { one: 'balance_transaction' },
  params: z.strictObject({ expand: expandParam(BALANCE_TRANSACTION_EXPANSIONS) }),
  run: async ({ context, caller, tx, params, pathParams }) => {
    const found = await retrieveMovement(tx, caller, pathParams['id'] ?? '');
    const movement = requireFound(found, 'balance_transaction', pathParams);
    return expandObject(context, movement.payment, movementObject(movement), params.expand ?? []);
  },
});

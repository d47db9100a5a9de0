import { z } from 'zod';
import { expandObject } from '#lib/operations/expand-object.ts';
import { listMovements, movementObject } from '#lib/operations/own-balance.ts';
import { defineEndpoint } from '../endpoint.ts';
import { BALANCE_TRANSACTION_EXPANSIONS, expandListParam } from '../expand.ts';
import { ANY_TIME, answerList, createdFilter, pageParams } from '../list-page.ts';
import { currencyCode, text } from '../param-schemas.ts';
import { refusedParams } from '../set-aside-params.ts';

/** https://docs.stripe.com/api/balance_transactions/list */
export const listBalanceTransactionsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/balance_transactions',
  summary: 'Money that came in, was given back or was disputed, the newest first.',
  scope: 'balance_transactions.read',
  answers: { listOf: 'balance_transaction' },
  params: z.strictObject({
    ...pageParams,
    created: createdFilter.exactOptional(),
    currency: currencyCode.exactOptional(),
    expand: expandListParam(BALANCE_TRANSACTION_EXPANSIONS),
    source: text(100).exactOptional(),
    type: z.enum(['adjustment', 'charge', 'refund']).exactOptional(),
  }),
  setAside: refusedParams('payout'),
  run: ({ context, caller, tx, params }) =>
    answerList({
      url: '/v1/balance_transactions',
      noun: 'balance_transaction',
      params,
      load: (page) =>
        listMovements(tx, caller, {
          created: params.created ?? ANY_TIME,
          currency: params.currency ?? null,
          source: params.source ?? null,
          type: params.type ?? null,
          page,
        }),
      object: (movement) =>
        expandObject(context, movement.payment, movementObject(movement), params.expand ?? []),
    }),
});

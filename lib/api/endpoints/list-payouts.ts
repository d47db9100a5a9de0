import { z } from 'zod';
import { PAYOUT_STATUSES } from '#lib/domain/payout.ts';
import { listOwnPayouts } from '#lib/operations/own-payouts.ts';
import { payoutObject } from '#lib/operations/payout-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { ANY_TIME, answerList, createdFilter, pageParams } from '../list-page.ts';
import { refusedParams } from '../set-aside-params.ts';

/** https://docs.stripe.com/api/payouts/list */
export const listPayoutsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/payouts',
  summary: 'Payouts that a provider has accounted for, the newest first.',
  scope: 'payouts.read',
  answers: { listOf: 'payout' },
  params: z.strictObject({
    ...pageParams,
    arrival_date: createdFilter.exactOptional(),
    created: createdFilter.exactOptional(),
    status: z.enum(PAYOUT_STATUSES).exactOptional(),
  }),
  setAside: refusedParams('destination', 'expand'),
  run: ({ caller, tx, params }) =>
    answerList({
      url: '/v1/payouts',
      noun: 'payout',
      params,
      load: (page) =>
        listOwnPayouts(tx, caller, {
          arrives: params.arrival_date ?? ANY_TIME,
          created: params.created ?? ANY_TIME,
          status: params.status ?? null,
          page,
        }),
      object: payoutObject,
    }),
});

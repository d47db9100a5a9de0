import { z } from 'zod';
import { priceObject } from '#lib/operations/catalogue-objects.ts';
import { pageOfPrices } from '#lib/operations/manage-prices.ts';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, createdFilter, pageParams } from '../list-page.ts';
import { currencyCode, flag, list, text } from '../param-schemas.ts';

/** https://docs.stripe.com/api/prices/list */
export const listPricesEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/prices',
  summary: 'The prices, the newest first.',
  scope: 'prices.read',
  answers: { listOf: 'price' },
  params: z.strictObject({
    ...pageParams,
    active: flag.exactOptional(),
    created: createdFilter.exactOptional(),
    currency: currencyCode.exactOptional(),
    lookup_keys: list(text(200), { max: 10 }).exactOptional(),
    product: text(100).exactOptional(),
    type: z.literal('one_time', 'must be one_time: Praya has no recurring prices').exactOptional(),
  }),
  run: ({ caller, tx, params }) =>
    answerList({
      url: '/v1/prices',
      noun: 'price',
      params,
      load: (page) =>
        pageOfPrices(tx, caller, {
          active: params.active ?? null,
          currency: params.currency ?? null,
          productId: params.product ?? null,
          lookupKeys: params.lookup_keys ?? null,
          created: params.created ?? null,
          page,
        }),
      object: priceObject,
    }),
});

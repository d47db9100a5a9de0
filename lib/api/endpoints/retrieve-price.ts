import { z } from 'zod';
import { priceObject } from '#lib/operations/catalogue-objects.ts';
import { retrievePrice } from '#lib/operations/manage-prices.ts';
import { noSuchObject } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';

/** https://docs.stripe.com/api/prices/retrieve */
export const retrievePriceEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/prices/{id}',
  summary: 'A price.',
  scope: 'prices.read',
  answers: { one: 'price' },
  params: z.strictObject({}),
  run: async ({ caller, tx, pathParams }) => {
    const id = pathParams['id'] ?? '';
    const price = await retrievePrice(tx, caller, id);
    if (price === null) throw noSuchObject('price', id.slice(0, 100), 'price');
    return priceObject(price);
  },
});

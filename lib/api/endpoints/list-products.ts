import { z } from 'zod';
import { productObject } from '#lib/operations/catalogue-objects.ts';
import { pageOfProducts } from '#lib/operations/manage-products.ts';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, createdFilter, pageParams } from '../list-page.ts';
import { flag } from '../param-schemas.ts';

/** https://docs.stripe.com/api/products/list */
export const listProductsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/products',
  summary: 'The products, the newest first.',
  scope: 'products.read',
  answers: { listOf: 'product' },
  params: z.strictObject({
    ...pageParams,
    active: flag.exactOptional(),
    created: createdFilter.exactOptional(),
  }),
  run: ({ caller, tx, params }) =>
    answerList({
      url: '/v1/products',
      noun: 'product',
      params,
      load: (page) =>
        pageOfProducts(tx, caller, {
          active: params.active ?? null,
          created: params.created ?? null,
          page,
        }),
      object: productObject,
    }),
});

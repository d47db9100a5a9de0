import { z } from 'zod';
import { productObject } from '#lib/operations/catalogue-objects.ts';
import { retrieveProduct } from '#lib/operations/manage-products.ts';
import { noSuchObject } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';

/** https://docs.stripe.com/api/products/retrieve */
export const retrieveProductEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/products/{id}',
  summary: 'A product.',
  scope: 'products.read',
  answers: { one: 'product' },
  params: z.strictObject({}),
  run: async ({ caller, tx, pathParams }) => {
    const id = pathParams['id'] ?? '';
    const product = await retrieveProduct(tx, caller, id);
    if (product === null) throw noSuchObject('product', id.slice(0, 100), 'id');
    return productObject(product);
  },
});

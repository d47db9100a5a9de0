import { z } from 'zod';
import { removeProduct } from '#lib/operations/manage-products.ts';
import { noSuchObject } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';

/** https://docs.stripe.com/api/products/delete */
export const deleteProductEndpoint = defineEndpoint({
  method: 'DELETE',
  path: '/v1/products/{id}',
  summary: 'Deletes a product that never had a price.',
  scope: 'products.write',
  answers: { one: 'product' },
  params: z.strictObject({}),
  run: ({ caller, tx, pathParams }) =>
    namingParam(async () => {
      const id = pathParams['id'] ?? '';
      const gone = await removeProduct(tx, caller, id);
      if (gone === null) throw noSuchObject('product', id.slice(0, 100), 'id');
      return { id: gone, object: 'product', deleted: true };
    }),
});

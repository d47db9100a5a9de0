import { z } from 'zod';
import { productObject } from '#lib/operations/catalogue-objects.ts';
import { changeProduct } from '#lib/operations/manage-products.ts';
import { noSuchObject } from '../api-error.ts';
import { PRODUCT_SET_ASIDE_RULES } from '../catalogue-params.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';
import { flag, metadata, text } from '../param-schemas.ts';

/** https://docs.stripe.com/api/products/update */
export const updateProductEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/products/{id}',
  summary: 'Changes a product.',
  scope: 'products.write',
  answers: { one: 'product' },
  params: z.strictObject({
    active: flag.exactOptional(),
    default_price: text(100).exactOptional(),
    description: text(2000).exactOptional(),
    metadata: metadata.exactOptional(),
    name: text(500).exactOptional(),
  }),
  setAside: PRODUCT_SET_ASIDE_RULES,
  run: ({ context, caller, tx, params, pathParams }) =>
    namingParam(async () => {
      const id = pathParams['id'] ?? '';
      const { default_price: defaultPrice, ...facts } = params;
      const product = await changeProduct(context, tx, caller, { ...facts, defaultPrice, id });
      if (product === null) throw noSuchObject('product', id.slice(0, 100), 'id');
      return productObject(product);
    }),
});

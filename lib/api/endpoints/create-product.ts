import { z } from 'zod';
import { productObject } from '#lib/operations/catalogue-objects.ts';
import { createProduct } from '#lib/operations/manage-products.ts';
import { PRODUCT_SET_ASIDE_RULES, priceAmount, priceAmountParams } from '../catalogue-params.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';
import { flag, metadata, text } from '../param-schemas.ts';

/** https://docs.stripe.com/api/products/create */
export const createProductEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/products',
  summary: 'Adds a product to sell.',
  scope: 'products.write',
  answers: { one: 'product' },
  params: z.strictObject({
    name: text(500),
    active: flag.exactOptional(),
    description: text(2000).exactOptional(),
    metadata: metadata.exactOptional(),
    default_price_data: z
      .strictObject({ ...priceAmountParams, metadata: metadata.exactOptional() })
      .exactOptional(),
  }),
  setAside: PRODUCT_SET_ASIDE_RULES,
  run: ({ context, caller, tx, params }) =>
    namingParam(async () => {
      const { default_price_data: price, ...facts } = params;
      const product = await createProduct(context, tx, caller, {
        ...facts,
        defaultPrice:
          price === undefined ? undefined : { ...priceAmount(price), metadata: price.metadata },
      });
      return productObject(product);
    }),
});

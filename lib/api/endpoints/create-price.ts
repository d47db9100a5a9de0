import { z } from 'zod';
import { priceObject } from '#lib/operations/catalogue-objects.ts';
import { createPrice } from '#lib/operations/manage-prices.ts';
import { createProduct } from '#lib/operations/manage-products.ts';
import { invalidRequest } from '../api-error.ts';
import { PRICE_SET_ASIDE_RULES, priceAmount, priceAmountParams } from '../catalogue-params.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';
import { flag, metadata, text } from '../param-schemas.ts';

/** https://docs.stripe.com/api/prices/create */
export const createPriceEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/prices',
  summary: 'Adds a price of a product: an amount, or bounds within which the payer chooses.',
  scope: 'prices.write',
  answers: { one: 'price' },
  params: z.strictObject({
    ...priceAmountParams,
    active: flag.exactOptional(),
    lookup_key: text(200).exactOptional(),
    metadata: metadata.exactOptional(),
    nickname: text(500).exactOptional(),
    product: text(100).exactOptional(),
    product_data: z
      .strictObject({
        name: text(500),
        active: flag.exactOptional(),
        metadata: metadata.exactOptional(),
      })
      .exactOptional(),
    transfer_lookup_key: flag.exactOptional(),
  }),
  setAside: PRICE_SET_ASIDE_RULES,
  run: ({ context, caller, tx, params }) =>
    namingParam(async () => {
      const { product, product_data: fresh } = params;
      if ((product === undefined) === (fresh === undefined)) {
        throw invalidRequest('Send product or product_data, and not both.', { param: 'product' });
      }
      const id =
        product ??
        (fresh === undefined ? '' : (await createProduct(context, tx, caller, fresh)).id);
      const price = await createPrice(context, tx, caller, {
        ...priceAmount(params),
        product: { id },
        active: params.active,
        nickname: params.nickname,
        lookupKey: params.lookup_key,
        transferLookupKey: params.transfer_lookup_key,
        metadata: params.metadata,
      });
      return priceObject(price);
    }),
});

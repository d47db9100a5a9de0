import { z } from 'zod';
import { priceObject } from '#lib/operations/catalogue-objects.ts';
import { changePrice } from '#lib/operations/manage-prices.ts';
import { noSuchObject } from '../api-error.ts';
import { PRICE_SET_ASIDE_RULES } from '../catalogue-params.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';
import { flag, metadata, text } from '../param-schemas.ts';

/** https://docs.stripe.com/api/prices/update */
export const updatePriceEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/prices/{id}',
  summary: 'Changes a price, but not its amount.',
  scope: 'prices.write',
  answers: { one: 'price' },
  params: z.strictObject({
    active: flag.exactOptional(),
    lookup_key: text(200).exactOptional(),
    metadata: metadata.exactOptional(),
    nickname: text(500).exactOptional(),
    transfer_lookup_key: flag.exactOptional(),
  }),
  setAside: PRICE_SET_ASIDE_RULES,
  run: ({ caller, tx, params, pathParams }) =>
    namingParam(async () => {
      const id = pathParams['id'] ?? '';
      const price = await changePrice(tx, caller, {
        id,
        active: params.active,
        nickname: params.nickname,
        lookupKey: params.lookup_key,
        transferLookupKey: params.transfer_lookup_key,
        metadata: params.metadata,
      });
      if (price === null) throw noSuchObject('price', id.slice(0, 100), 'price');
      return priceObject(price);
    }),
});

import { z } from 'zod';
import { pageOfCustomers } from '#lib/operations/manage-customers.ts';
import { customerObject } from '../customer-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, createdFilter, pageParams } from '../list-page.ts';
import { text } from '../param-schemas.ts';

/** https://docs.stripe.com/api/customers/list */
export const listCustomersEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/customers',
  summary: 'The customers, the newest first.',
  scope: 'customers.read',
  answers: { listOf: 'customer' },
  params: z.strictObject({
    ...pageParams,
    created: createdFilter.exactOptional(),
    email: text(320).exactOptional(),
  }),
  run: ({ caller, tx, params }) =>
    answerList({
      url: '/v1/customers',
      noun: 'customer',
      params,
      load: (page) =>
        pageOfCustomers(tx, caller, {
          email: params.email ?? null,
          created: params.created ?? null,
          page,
        }),
      object: customerObject,
    }),
});

import { z } from 'zod';
import { createCustomer } from '#lib/operations/manage-customers.ts';
import { CUSTOMER_SET_ASIDE_RULES } from '../catalogue-params.ts';
import { customerObject } from '../customer-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { emailAddress, metadata, text } from '../param-schemas.ts';

/** What a merchant can write of a customer. */
export const customerParams = z.strictObject({
  description: text(1000).exactOptional(),
  email: emailAddress.exactOptional(),
  metadata: metadata.exactOptional(),
  name: text(256).exactOptional(),
  phone: text(40).exactOptional(),
});

/** https://docs.stripe.com/api/customers/create */
export const createCustomerEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/customers',
  summary: 'Adds a customer.',
  scope: 'customers.write',
  answers: { one: 'customer' },
  params: customerParams,
  setAside: CUSTOMER_SET_ASIDE_RULES,
  run: async ({ context, caller, tx, params }) =>
    customerObject(await createCustomer(context, tx, caller, params)),
});

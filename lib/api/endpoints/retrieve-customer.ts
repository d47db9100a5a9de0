import { z } from 'zod';
import { retrieveCustomer } from '#lib/operations/manage-customers.ts';
import { noSuchObject } from '../api-error.ts';
import { customerObject } from '../customer-object.ts';
import { defineEndpoint } from '../endpoint.ts';

/** https://docs.stripe.com/api/customers/retrieve */
export const retrieveCustomerEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/customers/{id}',
  summary: 'A customer; of a deleted one, that it was deleted.',
  scope: 'customers.read',
  answers: { one: 'customer' },
  params: z.strictObject({}),
  run: async ({ caller, tx, pathParams }) => {
    const id = pathParams['id'] ?? '';
    const customer = await retrieveCustomer(tx, caller, id);
    if (customer === null) throw noSuchObject('customer', id.slice(0, 100), 'id');
    return customerObject(customer);
  },
});

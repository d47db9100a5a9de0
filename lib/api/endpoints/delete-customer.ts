import { z } from 'zod';
import { removeCustomer } from '#lib/operations/manage-customers.ts';
import { noSuchObject } from '../api-error.ts';
import { customerObject } from '../customer-object.ts';
import { defineEndpoint } from '../endpoint.ts';

/** https://docs.stripe.com/api/customers/delete */
export const deleteCustomerEndpoint = defineEndpoint({
  method: 'DELETE',
  path: '/v1/customers/{id}',
  summary: 'Deletes what is known of a customer.',
  scope: 'customers.write',
  answers: { one: 'customer' },
  params: z.strictObject({}),
  run: async ({ context, caller, tx, pathParams }) => {
    const id = pathParams['id'] ?? '';
    const customer = await removeCustomer(context, tx, caller, id);
    if (customer === null) throw noSuchObject('customer', id.slice(0, 100), 'id');
    return customerObject(customer);
  },
});

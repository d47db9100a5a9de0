import { changeCustomer } from '#lib/operations/manage-customers.ts';
import { noSuchObject } from '../api-error.ts';
import { CUSTOMER_SET_ASIDE_RULES } from '../catalogue-params.ts';
import { customerObject } from '../customer-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';
import { customerParams } from './create-customer.ts';

/** https://docs.stripe.com/api/customers/update */
export const updateCustomerEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/customers/{id}',
  summary: 'Changes a customer.',
  scope: 'customers.write',
  answers: { one: 'customer' },
  params: customerParams,
  setAside: CUSTOMER_SET_ASIDE_RULES,
  run: ({ caller, tx, params, pathParams }) =>
    namingParam(async () => {
      const id = pathParams['id'] ?? '';
      const customer = await changeCustomer(tx, caller, { ...params, id });
      if (customer === null) throw noSuchObject('customer', id.slice(0, 100), 'id');
      return customerObject(customer);
    }),
});

import { z } from 'zod';

import type { Call } from './call.ts';
import { resourceMissing } from './errors.ts';
import { expandObject } from './expand.ts';
import {
  createCustomer,
  createCustomerParams,
  deleteCustomer,
  findCustomer,
  updateCustomer,
  updateCustomerParams,
} from './customers.ts';
import {
  billingDetails,
  changeMetadata,
  expand,
  integer,
  metadata,
  onlyExpand,
  text,
} from './form.ts';
import { emitEvent } from './call.ts';
import { attachMethod, detachMethod, keptBy } from './kept-methods.ts';
import { listPage, listParams } from './lists.ts';
import { METHOD_TYPES, billingOf, findPaymentMethod } from './payment-methods.ts';
import type { Pipeline } from './pipeline.ts';

const CUSTOMERS = '/v1/customers';
const METHODS = '/v1/payment_methods';

const keptListParams = { ...listParams, type: z.enum(METHOD_TYPES).optional() };

/** Puts customers, and what can be done with payment methods they keep, on the pipeline. */
export function mountCustomers(pipeline: Pipeline): void {
  pipeline.mount('POST', CUSTOMERS, {
    operations: () => ['customers.create'],
    params: createCustomerParams,
    run: (call, params) => expandObject(call.account, createCustomer(call, params), params.expand),
  });
  pipeline.mount('GET', CUSTOMERS, {
    operations: () => ['customers.list'],
    params: z.strictObject({ ...listParams, email: text.optional() }),
    run(call, params) {
      const customers = [...call.account.customers.values()].filter(
        (customer) =>
          !customer.deleted && (params.email === undefined || customer.email === params.email),
      );
      return expandObject(call.account, listPage(CUSTOMERS, customers, params), params.expand);
    },
  });
  pipeline.mount('GET', `${CUSTOMERS}/:id`, {
    operations: () => ['customers.retrieve'],
    params: onlyExpand,
    run(call, params, id) {
      // A deleted customer can still be read, as deleted.
      const customer = call.account.customers.get(id);
      if (customer === undefined) throw resourceMissing('customer', id);
      return expandObject(call.account, customer, params.expand);
    },
  });
  pipeline.mount('POST', `${CUSTOMERS}/:id`, {
    operations: () => ['customers.update'],
    params: updateCustomerParams,
    run: (call, params, id) =>
      expandObject(call.account, updateCustomer(call, id, params), params.expand),
  });
  pipeline.mount('DELETE', `${CUSTOMERS}/:id`, {
    operations: () => ['customers.delete'],
    params: z.strictObject({}),
    run: (call, _params, id) => deleteCustomer(call, id),
  });
  pipeline.mount('GET', `${CUSTOMERS}/:id/payment_methods`, {
    operations: () => ['customers.payment_methods'],
    params: z.strictObject(keptListParams),
    run: (call, params, id) =>
      listKept(call, `${CUSTOMERS}/${id}/payment_methods`, { ...params, customer: id }),
  });
  mountKeptMethods(pipeline);
}

function mountKeptMethods(pipeline: Pipeline): void {
  pipeline.mount('GET', METHODS, {
    operations: () => ['payment_methods.list'],
    params: z.strictObject({ ...keptListParams, customer: text }),
    run: (call, params) => listKept(call, METHODS, params),
  });
  pipeline.mount('POST', `${METHODS}/:id`, {
    operations: () => ['payment_methods.update'],
    params: z.strictObject({
      allow_redisplay: z.enum(['always', 'limited', 'unspecified']).optional(),
      billing_details: billingDetails.optional(),
      card: z
        .strictObject({ exp_month: integer.optional(), exp_year: integer.optional() })
        .optional(),
      expand,
      metadata: metadata.optional(),
    }),
    run(call, params, id) {
      const { wire } = findPaymentMethod(call, id, 'payment_method');
      wire.metadata = changeMetadata(wire.metadata ?? {}, params.metadata);
      wire.allow_redisplay = params.allow_redisplay ?? wire.allow_redisplay ?? 'unspecified';
      if (params.billing_details !== undefined) {
        wire.billing_details = billingOf(params.billing_details);
      }
      if (wire.card !== undefined) {
        wire.card.exp_month = params.card?.exp_month ?? wire.card.exp_month;
        wire.card.exp_year = params.card?.exp_year ?? wire.card.exp_year;
      }
      emitEvent(call, 'payment_method.updated', wire);
      return expandObject(call.account, wire, params.expand);
    },
  });
  pipeline.mount('POST', `${METHODS}/:id/attach`, {
    operations: () => ['payment_methods.attach'],
    params: z.strictObject({ customer: text, expand }),
    run(call, params, id) {
      const { id: customer } = findCustomer(call, params.customer, 'customer');
      const method = findPaymentMethod(call, id, 'payment_method');
      attachMethod(call, method, customer);
      return expandObject(call.account, method.wire, params.expand);
    },
  });
  pipeline.mount('POST', `${METHODS}/:id/detach`, {
    operations: () => ['payment_methods.detach'],
    params: onlyExpand,
    run(call, params, id) {
      const method = findPaymentMethod(call, id, 'payment_method');
      detachMethod(call, method);
      return expandObject(call.account, method.wire, params.expand);
    },
  });
}

function listKept(
  call: Call,
  url: string,
  params: z.infer<z.ZodObject<typeof keptListParams>> & { readonly customer: string },
): unknown {
  const customer = findCustomer(call, params.customer, 'customer');
  const methods = keptBy(call.account, customer.id)
    .map(({ wire }) => wire)
    .filter(({ type }) => params.type === undefined || params.type === type);
  return expandObject(call.account, listPage(url, methods, params), params.expand);
}

import type Stripe from 'stripe';
import { z } from 'zod';

import { emitEvent, unixNow } from './call.ts';
import type { Call } from './call.ts';
import { shippingAddress } from './confirmation-tokens.ts';
import { resourceMissing } from './errors.ts';
import { address, changeMetadata, emptyable, expand, metadata, shipping, text } from './form.ts';
import { newId, randomBase62 } from './ids.ts';
import { attachMethod, detachMethod, keptBy } from './kept-methods.ts';
import { findPaymentMethod } from './payment-methods.ts';

const MAX_LOCALES = 20;

const details = {
  address: emptyable(address).optional(),
  description: emptyable(text).optional(),
  email: emptyable(z.string().max(512)).optional(),
  expand,
  invoice_settings: z
    .strictObject({ default_payment_method: emptyable(text).optional() })
    .optional(),
  metadata: metadata.optional(),
  name: emptyable(z.string().max(256)).optional(),
  phone: emptyable(z.string().max(20)).optional(),
  preferred_locales: z.array(text).max(MAX_LOCALES).optional(),
  shipping: emptyable(shipping).optional(),
};

export const createCustomerParams = z.strictObject({
  ...details,
  /** Attached to the new customer. */
  payment_method: text.optional(),
});
export const updateCustomerParams = z.strictObject(details);
type CustomerDetails = z.infer<typeof updateCustomerParams>;

/** Makes a customer, with a payment method of its own if one is named. Throws 402 if that is refused. */
export function createCustomer(
  call: Call,
  params: z.infer<typeof createCustomerParams>,
): Stripe.Customer {
  const id = newId('cus').replace('cus_3', 'cus_');
  const customer: Stripe.Customer = {
    id,
    object: 'customer',
    address: null,
    balance: 0,
    created: unixNow(call),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: randomBase62(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
  call.account.customers.set(id, customer);
  try {
    if (params.payment_method !== undefined) {
      attachMethod(call, findPaymentMethod(call, params.payment_method, 'payment_method'), id);
    }
    apply(call, customer, params);
  } catch (error) {
    // A customer whose payment method is refused is not made, and keeps none.
    for (const { wire } of keptBy(call.account, id)) wire.customer = null;
    call.account.customers.delete(id);
    throw error;
  }
  emitEvent(call, 'customer.created', customer);
  return customer;
}

export function updateCustomer(call: Call, id: string, params: CustomerDetails): Stripe.Customer {
  const customer = findCustomer(call, id);
  apply(call, customer, params);
  emitEvent(call, 'customer.updated', customer);
  return customer;
}

/** Deletes a customer for good; its payment methods are detached and of no more use. */
export function deleteCustomer(call: Call, id: string): Stripe.DeletedCustomer {
  const customer = findCustomer(call, id);
  for (const method of keptBy(call.account, id)) detachMethod(call, method);
  const deleted: Stripe.DeletedCustomer = { id, object: 'customer', deleted: true };
  call.account.customers.set(id, deleted);
  emitEvent(call, 'customer.deleted', customer);
  return deleted;
}

/** The customer of this id; throws 404 for one that never was or was deleted. */
export function findCustomer(call: Call, id: string, param = 'id'): Stripe.Customer {
  const found = call.account.customers.get(id);
  if (found === undefined || found.deleted) throw resourceMissing('customer', id, param);
  return found;
}

function apply(call: Call, customer: Stripe.Customer, params: CustomerDetails): void {
  for (const name of ['description', 'email', 'name', 'phone'] as const) {
    const value = params[name];
    if (value !== undefined) customer[name] = value;
  }
  if (params.address !== undefined) {
    customer.address = params.address === null ? null : shippingAddress(params.address);
  }
  if (params.shipping !== undefined) {
    customer.shipping =
      params.shipping === null
        ? null
        : {
            address: shippingAddress(params.shipping.address),
            name: params.shipping.name,
            phone: params.shipping.phone ?? null,
          };
  }
  const preferred = params.invoice_settings?.default_payment_method;
  if (preferred !== undefined) {
    if (preferred !== null && !keptIds(call, customer.id).includes(preferred)) {
      throw resourceMissing(
        'payment_method',
        preferred,
        'invoice_settings[default_payment_method]',
      );
    }
    customer.invoice_settings.default_payment_method = preferred;
  }
  if (params.preferred_locales !== undefined) customer.preferred_locales = params.preferred_locales;
  customer.metadata = changeMetadata(customer.metadata, params.metadata);
}

function keptIds(call: Call, customer: string): string[] {
  return keptBy(call.account, customer).map(({ wire }) => wire.id);
}

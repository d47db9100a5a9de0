import type { changeCustomer } from '#lib/operations/manage-customers.ts';

type CustomerRow = NonNullable<Awaited<ReturnType<typeof changeCustomer>>>;

/** A customer on Stripe's wire; of a deleted one, that it was deleted. */
export function customerObject(customer: CustomerRow) {
  if (customer.deletedAt !== null) {
    return { id: customer.id, object: 'customer' as const, deleted: true };
  }
  return {
    id: customer.id,
    object: 'customer' as const,
    address: null,
    balance: 0,
    created: Math.floor(customer.createdAt.getTime() / 1000),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: customer.description,
    discount: null,
    email: customer.email,
    invoice_prefix: null,
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: customer.livemode,
    metadata: customer.metadata,
    name: customer.name,
    phone: customer.phone,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none' as const,
    test_clock: null,
  };
}

import type { LinkItem, PaymentLinkRow } from '#lib/db/stores/payment-link-store.ts';
import type { CustomField } from '#lib/domain/custom-field.ts';
import { priceObject } from './catalogue-objects.ts';

export interface PaymentLinkObjectInput {
  readonly link: PaymentLinkRow;
  /** How many of its sessions are paid. */
  readonly completed: number;
  readonly publicOrigin: string;
  /** Its items, where they are to be written out. */
  readonly items?: readonly LinkItem[];
}

/**
 * A payment link on Stripe's wire, with every field that the SDKs' typings require. `praya` holds what
 * Stripe has no name for: until when it opens sessions, and its posters to print.
 */
export function paymentLinkObject({
  link,
  completed,
  publicOrigin,
  items,
}: PaymentLinkObjectInput) {
  const url = `${publicOrigin}/l/${link.code}`;
  return {
    id: link.id,
    object: 'payment_link' as const,
    active: link.active,
    after_completion: afterCompletion(link),
    allow_promotion_codes: false,
    application: null,
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null },
    billing_address_collection: 'auto' as const,
    consent_collection: null,
    currency: link.currency.toLowerCase(),
    custom_fields: link.customFields.map((field) => customFieldObject(field)),
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer_creation: 'if_required' as const,
    inactive_message: link.inactiveMessage,
    invoice_creation: null,
    ...(items === undefined
      ? {}
      : {
          line_items: {
            object: 'list' as const,
            data: items.map(linkItemObject),
            has_more: false,
            url: `/v1/payment_links/${link.id}/line_items`,
          },
        }),
    livemode: link.livemode,
    managed_payments: null,
    metadata: link.metadata,
    on_behalf_of: null,
    optional_items: null,
    payment_intent_data: {
      capture_method: link.captureMethod === 'manual' ? ('manual' as const) : null,
      description: link.paymentDescription,
      metadata: link.paymentMetadata,
      setup_future_usage: null,
      statement_descriptor: null,
      statement_descriptor_suffix: null,
      transfer_group: null,
    },
    payment_method_collection: 'always' as const,
    payment_method_options: null,
    payment_method_types: link.allowedMethods,
    phone_number_collection: { enabled: false },
    praya: {
      expires_at: link.expiresAt === null ? null : Math.floor(link.expiresAt.getTime() / 1000),
      poster_png: `${url}/poster.png`,
      poster_svg: `${url}/poster.svg`,
    },
    restrictions:
      link.completedLimit === null
        ? null
        : { completed_sessions: { count: completed, limit: link.completedLimit } },
    shipping_address_collection: null,
    shipping_options: [],
    submit_type: link.submitType ?? 'auto',
    subscription_data: null,
    tax_id_collection: { enabled: false, required: 'never' as const },
    transfer_data: null,
    url,
  };
}

function afterCompletion({ redirectUrl, confirmationMessage }: PaymentLinkRow) {
  return redirectUrl === null
    ? {
        type: 'hosted_confirmation' as const,
        hosted_confirmation: { custom_message: confirmationMessage },
      }
    : { type: 'redirect' as const, redirect: { url: redirectUrl } };
}

/** A field as links and sessions show it; `value`: what was answered, on a session. */
export function customFieldObject(field: CustomField, value?: string | null) {
  const answer = value === undefined ? {} : { value };
  const content =
    field.type === 'dropdown'
      ? { options: field.options, default_value: field.defaultValue, ...answer }
      : {
          default_value: field.defaultValue,
          maximum_length: field.maximumLength,
          minimum_length: field.minimumLength,
          ...answer,
        };
  return {
    key: field.key,
    label: { custom: field.label, type: 'custom' as const },
    optional: field.optional,
    type: field.type,
    [field.type]: content,
  };
}

/** One line of a link. Where the payer chooses the amount, there is none yet. */
export function linkItemObject({ item, price, product }: LinkItem) {
  const amount = Number(price.unitAmount ?? price.customPreset ?? 0n) * item.quantity;
  return {
    id: item.id,
    object: 'item' as const,
    adjustable_quantity:
      item.quantityMinimum === null
        ? null
        : { enabled: true, maximum: item.quantityMaximum, minimum: item.quantityMinimum },
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency.toLowerCase(),
    description: product.name,
    metadata: {},
    price: priceObject(price),
    quantity: item.quantity,
  };
}

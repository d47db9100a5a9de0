import type { SetAsideRule } from './set-aside-params.ts';

const refused = (...names: readonly string[]): readonly SetAsideRule[] =>
  names.map((name) => ({ path: name.split('.'), ignore: [] }));

const unlessOff = (...names: readonly string[]): readonly SetAsideRule[] =>
  names.map((name) => ({ path: name.split('.'), ignore: ['off'] }));

const ignored = (...names: readonly string[]): readonly SetAsideRule[] =>
  names.map((name) => ({ path: name.split('.'), ignore: 'any' }));

/** Stripe's other parameters of a payment link (API 2026-10-28.endive). */
export const LINK_SET_ASIDE_RULES: readonly SetAsideRule[] = [
  ...refused(
    'application_fee_amount',
    'application_fee_percent',
    'consent_collection',
    'custom_text',
    'line_items.*.price_data.recurring',
    'line_items.*.price_data.unit_amount_decimal',
    'name_collection',
    'on_behalf_of',
    'optional_items',
    'payment_intent_data.setup_future_usage',
    'payment_intent_data.statement_descriptor',
    'payment_intent_data.statement_descriptor_suffix',
    'payment_intent_data.transfer_group',
    'payment_method_options',
    'shipping_address_collection',
    'shipping_options',
    'subscription_data',
    'transfer_data',
  ),
  ...unlessOff(
    'automatic_tax',
    'invoice_creation',
    'managed_payments',
    'phone_number_collection',
    'tax_id_collection',
  ),
  { path: ['allow_promotion_codes'], ignore: ['false'] },
  { path: ['billing_address_collection'], ignore: ['auto'] },
  { path: ['customer_creation'], ignore: ['if_required'] },
  { path: ['payment_method_collection'], ignore: ['always', 'if_required'] },
  ...ignored(
    'line_items.*.price_data.product_data.images',
    'line_items.*.price_data.product_data.metadata',
    'line_items.*.price_data.product_data.tax_code',
    'line_items.*.price_data.product_data.tax_details',
    'line_items.*.price_data.product_data.unit_label',
    'line_items.*.price_data.tax_behavior',
  ),
];

import { type SetAsideRule, refusedParams } from './set-aside-params.ts';

const unlessOff = (...names: readonly string[]): readonly SetAsideRule[] =>
  names.map((name) => ({ path: name.split('.'), ignore: ['off'] }));

const ignored = (...names: readonly string[]): readonly SetAsideRule[] =>
  names.map((name) => ({ path: name.split('.'), ignore: 'any' }));

/** Stripe's other parameters of a checkout session (API 2026-10-28.endive and some older names). */
export const SESSION_SET_ASIDE_RULES: readonly SetAsideRule[] = [
  ...refusedParams(
    'branding_settings',
    'consent_collection',
    'custom_text',
    'customer_account',
    'customer_update',
    'discounts',
    'line_items.*.dynamic_tax_rates',
    'line_items.*.tax_rates',
    'line_items.*.price_data.product',
    'line_items.*.price_data.recurring',
    'line_items.*.price_data.unit_amount_decimal',
    'name_collection',
    'optional_items',
    'payment_intent_data.application_fee_amount',
    'payment_intent_data.on_behalf_of',
    'payment_intent_data.receipt_email',
    'payment_intent_data.shipping',
    'payment_intent_data.statement_descriptor',
    'payment_intent_data.statement_descriptor_suffix',
    'payment_intent_data.transfer_data',
    'payment_intent_data.transfer_group',
    'payment_method_configuration',
    'payment_method_data',
    'payment_method_options.alipay',
    'payment_method_options.card.capture_method',
    'payment_method_options.card.installments',
    'payment_method_options.card.restrictions',
    'payment_method_options.card.statement_descriptor_suffix_kana',
    'payment_method_options.card.statement_descriptor_suffix_kanji',
    'payment_method_options.wechat_pay',
    'permissions',
    'saved_payment_method_options',
    'setup_intent_data.on_behalf_of',
    'shipping_address_collection',
    'shipping_options',
    'subscription_data',
    'wallet_options',
  ),
  ...unlessOff(
    'automatic_tax',
    'invoice_creation',
    'line_items.*.adjustable_quantity',
    'managed_payments',
    'phone_number_collection',
    'tax_id_collection',
  ),
  { path: ['after_expiration', 'recovery', 'allow_promotion_codes'], ignore: ['false'] },
  { path: ['allow_promotion_codes'], ignore: ['false'] },
  { path: ['billing_address_collection'], ignore: ['auto'] },
  { path: ['payment_method_options', 'card', 'request_three_d_secure'], ignore: ['automatic'] },
  { path: ['payment_method_collection'], ignore: ['always', 'if_required'] },
  ...ignored(
    'adaptive_pricing',
    'integration_identifier',
    'line_items.*.price_data.product_data.images',
    'line_items.*.price_data.product_data.metadata',
    'line_items.*.price_data.product_data.tax_code',
    'line_items.*.price_data.product_data.unit_label',
    'line_items.*.price_data.tax_behavior',
    'origin_context',
  ),
];

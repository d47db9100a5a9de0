import { z } from 'zod';
import { MAX_AMOUNT_MINOR } from '#lib/domain/money.ts';
import type { NewPrice } from '#lib/operations/manage-prices.ts';
import { invalidRequest } from './api-error.ts';
import { currencyCode, flag, integer } from './param-schemas.ts';
import type { SetAsideRule } from './set-aside-params.ts';

const amount = (min: number) =>
  integer(min, Number(MAX_AMOUNT_MINOR)).transform((value) => BigInt(value));

/** What a price costs, in Stripe's words. */
export const priceAmountParams = {
  currency: currencyCode,
  unit_amount: amount(0).exactOptional(),
  custom_unit_amount: z
    .strictObject({
      enabled: flag,
      minimum: amount(1).exactOptional(),
      maximum: amount(1).exactOptional(),
      preset: amount(1).exactOptional(),
    })
    .exactOptional(),
};

interface PriceAmountParams {
  readonly currency: NewPrice['currency'];
  readonly unit_amount?: bigint;
  readonly custom_unit_amount?: {
    readonly enabled: boolean;
    readonly minimum?: bigint;
    readonly maximum?: bigint;
    readonly preset?: bigint;
  };
}

/** Throws ApiError. */
export function priceAmount(
  params: PriceAmountParams,
): Pick<NewPrice, 'currency' | 'unitAmount' | 'custom'> {
  const custom = params.custom_unit_amount;
  if (custom?.enabled === false) {
    throw invalidRequest('Invalid custom_unit_amount[enabled]: must be true, or leave it out.', {
      param: 'custom_unit_amount[enabled]',
    });
  }
  return {
    currency: params.currency,
    unitAmount: params.unit_amount,
    custom:
      custom === undefined
        ? undefined
        : {
            minimum: custom.minimum ?? null,
            maximum: custom.maximum ?? null,
            preset: custom.preset ?? null,
          },
  };
}

const refused = (...names: readonly string[]): readonly SetAsideRule[] =>
  names.map((name) => ({ path: name.split('.'), ignore: [] }));
const ignored = (...names: readonly string[]): readonly SetAsideRule[] =>
  names.map((name) => ({ path: name.split('.'), ignore: 'any' }));

/** What Praya has no use for, of prices wherever they are written. */
const priceRules = (prefix: string): readonly SetAsideRule[] => [
  ...refused(
    `${prefix}currency_options`,
    `${prefix}recurring`,
    `${prefix}tiers`,
    `${prefix}tiers_mode`,
    `${prefix}transform_quantity`,
    `${prefix}unit_amount_decimal`,
  ),
  { path: `${prefix}billing_scheme`.split('.'), ignore: ['per_unit'] },
  ...ignored(`${prefix}tax_behavior`),
];

/** Stripe's other parameters of products. */
export const PRODUCT_SET_ASIDE_RULES: readonly SetAsideRule[] = [
  ...priceRules('default_price_data.'),
  ...refused('id'),
  { path: ['shippable'], ignore: ['false'] },
  ...ignored(
    'images',
    'marketing_features',
    'package_dimensions',
    'statement_descriptor',
    'tax_code',
    'tax_details',
    'type',
    'unit_label',
    'url',
  ),
];

/** Stripe's other parameters of prices. */
export const PRICE_SET_ASIDE_RULES: readonly SetAsideRule[] = [
  ...priceRules(''),
  ...ignored(
    'product_data.statement_descriptor',
    'product_data.tax_code',
    'product_data.tax_details',
    'product_data.unit_label',
  ),
];

/** Stripe's other parameters of customers. */
export const CUSTOMER_SET_ASIDE_RULES: readonly SetAsideRule[] = [
  ...refused(
    'balance',
    'cash_balance',
    'payment_method',
    'source',
    'default_source',
    'tax_id_data',
    'test_clock',
  ),
  ...ignored(
    'address',
    'business_name',
    'individual_name',
    'invoice_prefix',
    'invoice_settings',
    'next_invoice_sequence',
    'preferred_locales',
    'shipping',
    'tax',
    'tax_exempt',
    'validate',
  ),
];

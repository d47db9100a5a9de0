import type { PriceRow } from '#lib/db/stores/price-store.ts';
import type { ProductRow } from '#lib/db/stores/product-store.ts';

/** A product on Stripe's wire, with every field that the SDKs' typings require. */
export function productObject(product: ProductRow) {
  return {
    id: product.id,
    object: 'product' as const,
    active: product.active,
    created: unixSeconds(product.createdAt),
    default_price: product.defaultPriceId,
    description: product.description,
    images: [],
    livemode: product.livemode,
    marketing_features: [],
    metadata: product.metadata,
    name: product.name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service' as const,
    unit_label: null,
    updated: unixSeconds(product.updatedAt),
    url: null,
  };
}

/** A price on Stripe's wire. Amounts are at most MAX_AMOUNT_MINOR: eight digits. */
export function priceObject(price: PriceRow) {
  const { unitAmount, customMinimum, customMaximum, customPreset } = price;
  return {
    id: price.id,
    object: 'price' as const,
    active: price.active,
    billing_scheme: 'per_unit' as const,
    created: unixSeconds(price.createdAt),
    currency: price.currency.toLowerCase(),
    custom_unit_amount:
      unitAmount === null
        ? {
            maximum: Number(customMaximum),
            minimum: Number(customMinimum),
            preset: customPreset === null ? null : Number(customPreset),
          }
        : null,
    livemode: price.livemode,
    lookup_key: price.lookupKey,
    metadata: price.metadata,
    nickname: price.nickname,
    product: price.productId,
    recurring: null,
    tax_behavior: 'unspecified' as const,
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time' as const,
    unit_amount: unitAmount === null ? null : Number(unitAmount),
    unit_amount_decimal: unitAmount === null ? null : unitAmount.toString(),
  };
}

function unixSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';

/** Where the shopper can ask the shop; null where the merchant gave nothing. */
export function contactHref(merchant: CheckoutSummary['merchant']): string | null {
  if (merchant.supportUrl !== null) return merchant.supportUrl;
  return merchant.supportEmail === null ? null : `mailto:${merchant.supportEmail}`;
}

import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';

/** The `target` of a link to the shop: out of the frame, where the page may be in one. */
export function topOf(summary: CheckoutSummary): '_top' | undefined {
  return summary.embed === null ? undefined : '_top';
}

import type { KeptCardRow } from '#lib/db/stores/kept-card-store.ts';
import { unixSeconds } from './unix-seconds.ts';

/**
 * A kept card on Stripe's wire, with every field that the SDKs' typings of API version 2026-10-28.endive
 * require. What its provider has not told us is null, or `unknown`.
 */
export function paymentMethodObject(card: KeptCardRow) {
  return {
    id: card.id,
    object: 'payment_method' as const,
    allow_redisplay: 'unspecified' as const,
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    card: {
      brand: card.brand,
      checks: null,
      country: null,
      display_brand: card.brand,
      exp_month: card.expiryMonth,
      exp_year: card.expiryYear,
      fingerprint: null,
      funding: 'unknown' as const,
      generated_from: null,
      last4: card.last4,
      networks: null,
      regulated_status: null,
      three_d_secure_usage: null,
      wallet: null,
    },
    created: unixSeconds(card.createdAt),
    customer: card.detachedAt === null ? card.customerId : null,
    customer_account: null,
    livemode: card.livemode,
    metadata: {},
    type: 'card' as const,
  };
}

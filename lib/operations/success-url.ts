import type { CheckoutSessionId } from '#lib/domain/ids.ts';

/**
 * The merchant's `success_url` with Stripe's template filled in. It may come percent-encoded: some
 * URL builders encode the braces. https://docs.stripe.com/payments/checkout/custom-success-page
 */
export function fillSuccessUrl(
  successUrl: string | null,
  sessionId: CheckoutSessionId,
): string | null {
  return (
    successUrl?.replaceAll(/\{CHECKOUT_SESSION_ID\}|%7BCHECKOUT_SESSION_ID%7D/gi, sessionId) ?? null
  );
}

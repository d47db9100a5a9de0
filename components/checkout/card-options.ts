import type { StripeElementsOptionsMode, StripePaymentElementOptions } from '@stripe/stripe-js';
import type { IntentPurpose } from '#lib/domain/payment-intent.ts';
import type { CardUsage } from '#lib/domain/saved-card.ts';

/** What the provider's fields are asked for, whoever begins them: they are taken over only if it is the same. */
export function cardOptions(asked: {
  readonly purpose: IntentPurpose;
  readonly amountMinor: number;
  readonly currency: string;
  readonly keeps: CardUsage | null;
  readonly locale: 'zh-HK' | 'en';
}): StripeElementsOptionsMode {
  return {
    ...(asked.purpose === 'setup'
      ? { mode: 'setup' as const }
      : { mode: 'payment' as const, amount: asked.amountMinor }),
    currency: asked.currency,
    ...(asked.keeps === null ? {} : { setupFutureUsage: asked.keeps }),
    allowedPaymentMethodTypes: ['card'],
    locale: asked.locale,
  };
}

export const CARD_ELEMENT_OPTIONS: StripePaymentElementOptions = {
  layout: { type: 'tabs' },
  terms: { card: 'never' },
  wallets: { applePay: 'never', googlePay: 'never' },
};

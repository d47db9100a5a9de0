import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { Device } from '#lib/domain/device.ts';
import type { InAppBrowser } from '#lib/domain/in-app-browser.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { ProviderId } from '#lib/domain/provider.ts';

/** Bounds of one payment, in minor units and inclusive. */
export interface AmountLimits {
  readonly minMinor: bigint;
  readonly maxMinor: bigint;
  /** Amounts have to be a multiple of this; left out: any amount will do. */
  readonly stepMinor?: bigint;
}

/** What there is to know of a payment method before any provider is asked. One file a method. */
export interface PaymentMethod {
  readonly id: MethodId;
  readonly currencies: readonly CurrencyCode[];
  /** Bounds of one payment, by currency; a currency left out is unbounded. */
  readonly limits: Partial<Readonly<Record<CurrencyCode, AmountLimits>>>;
  /**
   * What happens after "pay", by device and by the provider that runs it: provider's fields on our page,
   * a QR code to scan, the provider's own page or app, or the browser's own sheet over our page. Null: not
   * to be paid on this device.
   */
  readonly flow: (
    device: Device,
    provider: ProviderId,
  ) => 'fields' | 'qr' | 'redirect' | 'sheet' | null;
  /**
   * `pull`: we ask the provider to take the money, so a second try has to wait for the first.
   * `push`: the shopper sends it, and may do so after we stopped asking.
   */
  readonly direction: 'pull' | 'push';
  /** Money can be held first and taken later. */
  readonly holdsMoney: boolean;
  /** Works with JavaScript off. */
  readonly worksWithoutScript: boolean;
  /**
   * Apps in whose own browser it cannot be used, because they block it or its page; none where it is
   * left out. Shown there with that reason, and with how to open the page in the phone's browser.
   */
  readonly blockedIn?: readonly InAppBrowser[];
  /** Schemes, without the colon, of links that open the method's own app; left out: web addresses only. */
  readonly appLinkSchemes?: readonly string[];
  /** How long the provider keeps an attempt payable, in milliseconds; null where it does not say. */
  readonly attemptLifetimeMs: number | null;
}

import { type InAppBrowser, readInAppBrowser } from './in-app-browser.ts';

/** What the page needs to know of the shopper's device: which flows can work on it. */
export interface Device {
  readonly form: 'phone' | 'desktop';
  readonly os: 'ios' | 'android' | 'other';
  /** The app whose own browser shows the page; absent in a browser like any other. */
  readonly inApp?: InAppBrowser;
}

/** The parts of a request that tell what device made it. */
export interface DeviceHints {
  readonly userAgent: string;
  /** `Sec-CH-UA-Mobile`: `?1` on a phone, where the browser says. */
  readonly mobileHint: string | null;
}

/**
 * Reads the device from what its browser says. A wrong guess costs comfort, not the payment: a phone
 * taken for a desktop shows a code that can be saved, a desktop taken for a phone a page with a code.
 * Tablets count as desktops: they are scanned from, and their wallets are on the phone.
 */
export function readDevice(hints: DeviceHints): Device {
  const { userAgent } = hints;
  const os = /iPhone|iPad|iPod/.test(userAgent)
    ? 'ios'
    : /Android/.test(userAgent)
      ? 'android'
      : 'other';
  const phone =
    hints.mobileHint === '?1' || /iPhone|iPod|Android.*Mobile|Mobile.*Firefox/.test(userAgent);
  const inApp = readInAppBrowser(userAgent);
  return { form: phone ? 'phone' : 'desktop', os, ...(inApp === null ? {} : { inApp }) };
}

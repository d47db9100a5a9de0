/**
 * Apps of Hong Kong's phones that open links in a browser of their own. WhatsApp is not among them: it
 * hands links to the phone's browser.
 */
export const IN_APP_BROWSERS = ['wechat', 'alipay', 'facebook', 'instagram', 'line'] as const;
export type InAppBrowser = (typeof IN_APP_BROWSERS)[number];

/**
 * What each puts into its user agent, asked in this order: WeChat's mini programs carry the names of
 * others, and Instagram's browser on iOS carries Facebook's as well.
 */
const MARKS: readonly (readonly [InAppBrowser, RegExp])[] = [
  ['wechat', /MicroMessenger/i],
  ['alipay', /AlipayClient/i],
  ['instagram', /\bInstagram\b/],
  ['facebook', /\bFBA[NV]\//],
  ['line', /\bLine\/\d/],
];

/** The app in whose own browser a page is shown, by its user agent; null: a browser like any other. */
export function readInAppBrowser(userAgent: string): InAppBrowser | null {
  return MARKS.find(([, mark]) => mark.test(userAgent))?.[0] ?? null;
}

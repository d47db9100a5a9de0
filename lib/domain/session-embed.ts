/** When a shopper who paid in a frame is sent to the merchant's `return_url`, as Stripe names it. */
export const REDIRECTS_ON_COMPLETION = ['always', 'if_required', 'never'] as const;
export type RedirectOnCompletion = (typeof REDIRECTS_ON_COMPLETION)[number];

/** What a session has besides that is shown inside the merchant's own page. */
export interface SessionEmbed {
  /** In Stripe's form, `cs_…_secret_…`: it begins with the session's id, which is what opens the page. */
  readonly clientSecret: string;
  /** With Stripe's template, not filled in; null where the merchant never wants a redirect. */
  readonly returnUrl: string | null;
  /**
   * `if_required`: only who had to leave the merchant's page to pay. `never`: methods that would have to
   * leave it are not offered.
   */
  readonly redirectOnCompletion: RedirectOnCompletion;
}

import type { Challenge } from './account.ts';
import type { Call } from './call.ts';
import { randomBase62 } from './ids.ts';

/** What an intent that waits for 3-D Secure says has to be done. */
export type ChallengeAction =
  | {
      readonly type: 'use_stripe_sdk';
      readonly use_stripe_sdk: { readonly type: string; readonly stripe_js: string };
    }
  | {
      readonly type: 'redirect_to_url';
      readonly redirect_to_url: { readonly return_url: string | null; readonly url: string };
    };

/** Opens the bank's page for an intent: in the page by Stripe.js, or as a page that comes back. */
export function openChallengeFor(
  call: Call,
  intentId: string,
  how: { readonly useSdk: boolean; readonly returnUrl: string | null },
): { readonly challenge: Challenge; readonly nextAction: ChallengeAction } {
  const token = randomBase62(24);
  const { returnUrl } = how;
  const url = `${call.context.origin}/stripe-js/3ds/${call.account.keySuffix}/${intentId}/${token}`;
  return {
    challenge: { token, returnUrl },
    nextAction:
      how.useSdk || returnUrl === null
        ? {
            type: 'use_stripe_sdk',
            use_stripe_sdk: { type: 'stripe_3ds2_fingerprint', stripe_js: url },
          }
        : { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } },
  };
}

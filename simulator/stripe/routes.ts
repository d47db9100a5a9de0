import { Hono } from 'hono';

import type { SimulatorContext } from '../core/context.ts';
import { type Accounts, createAccounts } from './account.ts';
import { mountBrowserAssets } from './browser-assets.ts';
import { createBrowserWallets, mountBrowserWallets } from './browser-wallets.ts';
import { createScriptWeight, mountScriptWeight } from './script-weight.ts';
import { mountChallenge } from './challenge.ts';
import { mountCustomers } from './customer-routes.ts';
import { mountObjects } from './object-routes.ts';
import { mountPaymentIntents } from './payment-intent-routes.ts';
import { createPipeline, unrecognizedUrl } from './pipeline.ts';
import type { StripeHono } from './pipeline.ts';
import { mountSetupIntents } from './setup-intent-routes.ts';
import { mountWalletSheet } from './wallet-sheet.ts';
import { mountWallets } from './wallets.ts';

/**
 * Stripe in test mode, as far as a checkout with cards, kept and new, Alipay and WeChat Pay needs it: the API at `/v1`,
 * the stand-in for Stripe.js at `/stripe.js`, and its frames, sheets, 3-D Secure and wallet pages at
 * `/stripe-js/`.
 *
 * Mount at the root of the simulator's origin. State lives in this app and ends with it; there is one
 * account per key suffix (`sk_test_X` and `pk_test_X` are account X). Give it the `accounts` where others see
 * them too.
 */
export function stripeApi(
  context: SimulatorContext,
  accounts: Accounts = createAccounts(context.now),
): StripeHono {
  const app: StripeHono = new Hono();
  const pipeline = createPipeline(app, context, accounts);
  mountPaymentIntents(pipeline);
  mountSetupIntents(pipeline);
  mountCustomers(pipeline);
  mountObjects(pipeline);
  app.all('/v1/*', unrecognizedUrl);
  const wallets = createBrowserWallets();
  mountBrowserWallets(app, wallets);
  const weight = createScriptWeight();
  mountScriptWeight(app, weight);
  mountBrowserAssets(app, wallets, weight);
  mountWalletSheet(app, accounts);
  mountChallenge(app, context, accounts);
  mountWallets(app, context, accounts);
  return app;
}

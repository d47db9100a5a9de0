import { z } from 'zod';

import type { WalletType } from './account.ts';
import type { StripeHono } from './pipeline.ts';

/** `auto`: where the browser has the wallet, as with the real ones. */
export type WalletSetting = 'auto' | 'on' | 'off';

const settings = z.strictObject({
  apple_pay: z.enum(['auto', 'on', 'off']).default('auto'),
  google_pay: z.enum(['auto', 'on', 'off']).default('auto'),
});

/** Which wallets the shoppers' browsers are said to have. */
export interface BrowserWallets {
  get(): Readonly<Record<WalletType, WalletSetting>>;
  set(next: Readonly<Record<WalletType, WalletSetting>>): void;
}

export function createBrowserWallets(): BrowserWallets {
  let current: Readonly<Record<WalletType, WalletSetting>> = settings.parse({});
  return {
    get: () => current,
    set(next) {
      current = next;
    },
  };
}

/** `PUT /control/stripe/wallets` with `{"google_pay":"on"}`; what is left out is `auto` again. */
export function mountBrowserWallets(app: StripeHono, wallets: BrowserWallets): void {
  app.get('/control/stripe/wallets', (c) => c.json(wallets.get()));
  app.put('/control/stripe/wallets', async (c) => {
    const parsed = settings.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) return c.json({ error: 'invalid_request' }, 400);
    wallets.set(parsed.data);
    return c.json(parsed.data);
  });
}

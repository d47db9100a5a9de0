import type { Accounts, WalletType } from './account.ts';
import { findTestCardByAlias } from './cards.ts';
import { parseForm } from './form.ts';
import { randomBase62 } from './ids.ts';
import type { StripeHono } from './pipeline.ts';
import { closedSheetPage, sheetPage } from './wallet-pages.ts';
import type { SheetRequest } from './wallet-pages.ts';

const PATH = '/stripe-js/wallet/:wallet';

/** Sheets approved and never used; the oldest are forgotten beyond these. */
const MAX_UNUSED_TOKENS = 1000;

/**
 * The sheet of Apple Pay or Google Pay, which on a real device is the system's own: the shopper picks a
 * card and approves, closes it, or meets a wallet that fails. The page around it is told the outcome
 * and, on approval, a token that stands for the card.
 */
export function mountWalletSheet(app: StripeHono, accounts: Accounts): void {
  app.get(PATH, (c) => {
    const request = readRequest(c.req.param('wallet'), c.req.query());
    if (request === null) return c.text('This sheet was asked for wrongly.', 400);
    const nonce = randomBase62(16);
    return c.html(sheetPage(request, nonce), 200, headers(`'nonce-${nonce}'`));
  });

  app.post(PATH, async (c) => {
    const form = parseForm(await c.req.text());
    const request = readRequest(c.req.param('wallet'), c.req.query());
    const card = findTestCardByAlias(String(form['card']));
    if (request === null || card === null) return c.text('Unknown card', 400);
    const { outcome } = form;
    if (outcome === 'cancel') return c.html(closedSheetPage(request, null), 200, headers("'none'"));
    if (outcome !== 'approve' && outcome !== 'fail') return c.text('Unknown outcome', 400);
    const token = `tok_${randomBase62(24)}`;
    // A wallet that fails hands over something that the API will know nothing of.
    if (outcome === 'approve') {
      const { walletTokens } = accounts.get(request.account);
      walletTokens.set(token, { wallet: request.wallet, card });
      const [oldest] = walletTokens.keys();
      if (walletTokens.size > MAX_UNUSED_TOKENS && oldest !== undefined)
        walletTokens.delete(oldest);
    }
    return c.html(closedSheetPage(request, token), 200, headers("'none'"));
  });
}

function readRequest(wallet: string, query: Readonly<Record<string, string>>): SheetRequest | null {
  if (!isWallet(wallet)) return null;
  const account = /^pk_test_(\w{1,100})$/.exec(query['key'] ?? '')?.[1];
  const { amount = '', currency = '', parent_origin: parent = '' } = query;
  if (account === undefined || !/^\d{1,12}$/.test(amount) || !/^[a-z]{3}$/.test(currency))
    return null;
  if (!URL.canParse(parent)) return null;
  return {
    wallet,
    account,
    amount: Number(amount),
    currency,
    business: query['business'] ?? '',
    chinese: /^zh\b/i.test(query['locale'] ?? ''),
    parentOrigin: new URL(parent).origin,
  };
}

function isWallet(name: string): name is WalletType {
  return name === 'apple_pay' || name === 'google_pay';
}

function headers(style: string): Record<string, string> {
  return {
    'Content-Security-Policy': `default-src 'none'; script-src 'self'; style-src ${style}; base-uri 'none'; form-action 'self'`,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  };
}

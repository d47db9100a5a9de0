import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import QRCode from 'qrcode';
import { z } from 'zod';
import type { Airwallex } from '../airwallex/airwallex.ts';
import { METHODS, type PaymentAttempt, type PaymentIntent } from '../airwallex/model.ts';
import type { WalletAnswer } from '../airwallex/payments.ts';
import { displayAmount } from '../core/amount.ts';
import { languageOf, type Language } from '../ui/page.ts';
import { readQrPicture } from '../ui/qr-picture.ts';
import { askPage, codePage, outcomePage, scanPage, type WalletRequest } from './pages.ts';
import type { WalletOutcome } from './texts.ts';
import { pathOfWalletCode } from './wallet-code.ts';

const MAX_UPLOAD_BYTES = 8 * 1024 * 1024;

/** A code or an app's link, as the phone got it, and what its owner answers. */
const answerJson = z.object({
  code: z.string().max(2000),
  answer: z.enum(['approve', 'refuse', 'decline', 'never']),
});

const ANSWERS: readonly string[] = [
  'approve',
  'refuse',
  'decline',
  'never',
] satisfies WalletAnswer[];

/**
 * The wallets' pages: `/wallet`, where a code is scanned; `/wallet/{token}`, reached by redirect or by
 * scanning (`?scanned=1`); and `/pa/redirect/{token}`, the provider's own page on the way to Octopus.
 * `POST /wallet/answer` is the scan and the answer in one, as JSON, for programs.
 */
export function walletPages(origin: string, airwallex: Airwallex): Hono {
  const app = new Hono();
  const { state, payments } = airwallex;
  app.use('/wallet', bodyLimit({ maxSize: MAX_UPLOAD_BYTES }));

  function find(c: Context): Found | null {
    payments.expireDue();
    const found = state.attemptsByHandle.get(c.req.param('token') ?? '');
    return found === undefined || found.attempt.method === 'fps' ? null : found;
  }

  app.get('/wallet', (c) => c.html(scanPage(pageLanguage(c, c.req.query('lang')), false)));

  app.post('/wallet', async (c) => {
    const form = await c.req.parseBody();
    const { picture } = form;
    const read =
      picture instanceof File && picture.size > 0
        ? readQrPicture(new Uint8Array(await picture.arrayBuffer()))
        : { status: 'read' as const, text: textOf(form['code']).trim() };
    const path = read.status === 'read' ? pathOfWalletCode(read.text, origin) : null;
    if (path !== null) return c.redirect(path, 303);
    return c.html(scanPage(pageLanguage(c, textOf(form['lang'])), true), 422);
  });

  app.post('/wallet/answer', async (c) => {
    const parsed = answerJson.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) return c.json({ error: 'invalid_request' }, 400);
    const path = pathOfWalletCode(parsed.data.code, origin);
    const token = /^\/(?:wallet|pa\/redirect)\/([\w-]+)/.exec(path ?? '')?.[1];
    if (token === undefined) return c.json({ error: 'not_a_wallet_code' }, 404);
    return c.json({ taken: payments.answerWallet(token, parsed.data.answer) });
  });

  app.get('/wallet/:token', (c) => {
    const language = pageLanguage(c, c.req.query('lang'));
    const found = find(c);
    if (found === null) return c.html(outcomePage(language, null, 'unknown', null), 404);
    const scanned = c.req.query('scanned') === '1';
    const request = requestOf(found, scanned);
    const outcome = outcomeOf(found.attempt, found.intent);
    if (outcome === null) return c.html(askPage(language, request));
    return c.html(outcomePage(language, request, outcome, scanned ? null : found.intent.returnUrl));
  });

  app.post('/wallet/:token', async (c) => {
    const form = await c.req.parseBody();
    const language = pageLanguage(c, textOf(form['lang']));
    const found = find(c);
    const answer = textOf(form['answer']);
    if (found === null || !isAnswer(answer)) {
      return c.html(outcomePage(language, null, 'unknown', null), 404);
    }
    const taken = payments.answerWallet(found.attempt.handle, answer);
    const scanned = textOf(form['scanned']) === '1';
    const back = scanned ? null : found.intent.returnUrl;
    if (taken && back !== null) return c.redirect(back, 303);
    // A page of its own, so that reloading answers nothing twice.
    const query = new URLSearchParams({ lang: language, ...(scanned ? { scanned: '1' } : {}) });
    if (answer === 'never' && taken) {
      return c.html(outcomePage(language, requestOf(found, scanned), 'pending', null));
    }
    return c.redirect(`/wallet/${found.attempt.handle}?${query.toString()}`, 303);
  });

  app.get('/pa/redirect/:token', async (c) => {
    const language = pageLanguage(c, c.req.query('lang'));
    const found = find(c);
    if (found === null) return c.html(outcomePage(language, null, 'unknown', null), 404);
    const { attempt, intent } = found;
    // On a phone the app opens; its page here stands in for it.
    if (attempt.flow === 'mobile_web') return c.redirect(`/wallet/${attempt.handle}`);
    const outcome = outcomeOf(attempt, intent);
    const request = requestOf(found, false);
    if (outcome === null) {
      const code = `${origin}/wallet/${attempt.handle}?scanned=1`;
      // Looks again by itself, and so goes back to the shop once the app has answered.
      c.header('Refresh', '2');
      return c.html(codePage(language, { ...request, qrSvg: await qrSvg(code) }));
    }
    if (intent.returnUrl !== null) return c.redirect(intent.returnUrl);
    return c.html(outcomePage(language, request, outcome, null));
  });

  return app;
}

interface Found {
  readonly attempt: PaymentAttempt;
  readonly intent: PaymentIntent;
}

function requestOf({ attempt, intent }: Found, scanned: boolean): WalletRequest {
  return {
    brand: METHODS[attempt.method].label,
    payee: intent.descriptor,
    order: intent.merchantOrderId,
    amount: displayAmount(attempt.amountMinor, intent.currency),
    action: `/wallet/${attempt.handle}`,
    waiting: attempt.status === 'PENDING_AUTHORIZATION',
    scanned,
  };
}

/** Null while the shopper can still answer. */
function outcomeOf(attempt: PaymentAttempt, intent: PaymentIntent): WalletOutcome | null {
  switch (attempt.status) {
    case 'RECEIVED':
    case 'AUTHENTICATION_REDIRECTED':
    case 'PENDING_AUTHORIZATION':
      return null;
    case 'CAPTURE_REQUESTED':
      return 'paid';
    case 'FAILED':
      return 'refused';
    case 'EXPIRED':
      return 'expired';
    case 'CANCELLED':
      return intent.status === 'SUCCEEDED' ? 'paid_elsewhere' : 'cancelled';
  }
}

async function qrSvg(text: string): Promise<string> {
  const svg = await QRCode.toString(text, { type: 'svg', margin: 4 });
  return svg.replace('<svg ', '<svg role="img" aria-label="QR code" ');
}

function pageLanguage(c: Context, asked: string | undefined): Language {
  return languageOf(asked, c.req.header('accept-language'));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isAnswer(value: string): value is WalletAnswer {
  return ANSWERS.includes(value);
}

import type { SimulatorContext } from '../core/context.ts';
import { runWithFaults } from '../core/faulted-operation.ts';
import { languageOf } from '../ui/page.ts';
import { askPage, outcomePage, type WalletRequest } from '../wallet/pages.ts';
import type { WalletOutcome } from '../wallet/texts.ts';
import type { Account, Accounts, Challenge, PaymentIntentRecord } from './account.ts';
import type { Call } from './call.ts';
import { returnAddress } from './challenge.ts';
import { parseForm } from './form.ts';
import { randomBase62 } from './ids.ts';
import { finishChallenge } from './intent-confirm.ts';
import { formatMoney } from './money.ts';
import type { StripeHono } from './pipeline.ts';

const PATH = '/stripe-js/authorize/:account/:intent/:token';

const BRANDS: Readonly<Record<string, string>> = { alipay: 'Alipay', wechat_pay: 'WeChat Pay' };

interface Found {
  readonly account: Account;
  readonly record: PaymentIntentRecord;
  readonly page: Challenge;
}

/** The wallets' page of test mode, reached by redirect or by scanning (`?scanned=1`). */
export function mountWallets(app: StripeHono, context: SimulatorContext, accounts: Accounts): void {
  app.get(PATH, (c) => {
    const language = languageOf(c.req.query('lang'), c.req.header('accept-language'));
    const found = find(accounts, c.req.param());
    if (found === null) return c.html(outcomePage(language, null, 'unknown', null), 404);
    const scanned = c.req.query('scanned') === '1';
    const request = requestOf(found.record, c.req.path, scanned);
    const outcome = outcomeOf(found.record);
    if (outcome === null) return c.html(askPage(language, request));
    return c.html(outcomePage(language, request, outcome, scanned ? null : found.page.returnUrl));
  });

  app.post(PATH, async (c) => {
    const form = parseForm(await c.req.text());
    const { answer, lang } = form;
    const language = languageOf(
      typeof lang === 'string' ? lang : undefined,
      c.req.header('accept-language'),
    );
    const found = find(accounts, c.req.param());
    if (found === null) return c.html(outcomePage(language, null, 'unknown', null), 404);
    if (answer !== 'approve' && answer !== 'refuse' && answer !== 'never') {
      return c.text('Unknown answer', 400);
    }
    const { account, record, page } = found;
    const call: Call = {
      context,
      account,
      requestId: `req_${randomBase62(14)}`,
      idempotencyKey: null,
      publishable: true,
    };
    const answered = await runWithFaults({
      faults: context.faults,
      provider: 'stripe',
      operation: 'payment_intents.authenticate',
      signal: c.req.raw.signal,
      errorResponse: (status) => new Response('The wallet is out of order.', { status }),
      effect: () => {
        // Another submission of the same page may have been quicker; a wallet that never answers does nothing.
        if (record.challenge === page && answer !== 'never') {
          finishChallenge(call, record, answer === 'approve');
        }
        return new Response();
      },
    });
    if (!answered.ok) return answered;
    const scanned = form['scanned'] === '1';
    if (page.returnUrl !== null && !scanned) {
      return c.redirect(returnAddress(page.returnUrl, record), 303);
    }
    if (answer === 'never') {
      const request = requestOf(record, c.req.path, scanned);
      return c.html(outcomePage(language, request, 'pending', null));
    }
    return c.redirect(`${c.req.path}?lang=${language}${scanned ? '&scanned=1' : ''}`, 303);
  });
}

function find(accounts: Accounts, params: Readonly<Record<string, string>>): Found | null {
  const account = accounts.get(params['account'] ?? '');
  const record = account.paymentIntents.get(params['intent'] ?? '');
  const page = record?.walletPage ?? null;
  if (record === undefined || page === null || page.token !== params['token']) return null;
  return { account, record, page };
}

function requestOf(record: PaymentIntentRecord, path: string, scanned: boolean): WalletRequest {
  const { wire } = record;
  const type = wire.payment_method_types[0] ?? '';
  return {
    brand: BRANDS[type] ?? type,
    payee: wire.description,
    order: wire.id,
    amount: formatMoney(wire.amount, wire.currency),
    action: path,
    waiting: false,
    scanned,
  };
}

/** Null while the shopper can still answer. */
function outcomeOf({ wire, challenge, walletPage }: PaymentIntentRecord): WalletOutcome | null {
  if (challenge !== null && challenge === walletPage) return null;
  switch (wire.status) {
    case 'succeeded':
      return 'paid';
    case 'canceled':
      return wire.last_payment_error === null ? 'cancelled' : 'refused';
    default:
      return 'refused';
  }
}

import type { SimulatorContext } from '../core/context.ts';
import { runWithFaults } from '../core/faulted-operation.ts';
import type {
  Account,
  Accounts,
  Challenge,
  PaymentIntentRecord,
  SetupIntentRecord,
} from './account.ts';
import type { Call } from './call.ts';
import { challengePage, challengeOverPage, finishedPage } from './challenge-pages.ts';
import type { Embedding } from './challenge-pages.ts';
import { parseForm } from './form.ts';
import { randomBase62 } from './ids.ts';
import { finishChallenge } from './intent-confirm.ts';
import { expireHolds } from './intent-settle.ts';
import { finishSetupChallenge } from './setup-confirm.ts';
import type { StripeHono } from './pipeline.ts';

const PATH = '/stripe-js/3ds/:account/:intent/:token';

/** A challenge that nobody has answered, of a payment or of a card that is to be kept. */
interface OpenChallenge {
  readonly account: Account;
  readonly record: PaymentIntentRecord | SetupIntentRecord;
  readonly challenge: Challenge;
}

/**
 * The bank's 3-D Secure page: in a frame opened by Stripe.js, or reached as a full page, in which case
 * it sends the shopper back to `return_url` as Stripe does.
 */
export function mountChallenge(
  app: StripeHono,
  context: SimulatorContext,
  accounts: Accounts,
): void {
  app.get(PATH, (c) => {
    const open = findOpen(accounts, c.req.param());
    if (open === null) return c.html(challengeOverPage(), 410, pageHeaders());
    const nonce = randomBase62(16);
    const embedding = embeddingOf(c.req.query('embed'), c.req.query('parent_origin'));
    return c.html(
      challengePage({ due: dueOf(open.record), embedding, nonce }),
      200,
      pageHeaders(nonce),
    );
  });

  app.post(PATH, async (c) => {
    const open = findOpen(accounts, c.req.param());
    if (open === null) return c.html(challengeOverPage(), 410, pageHeaders());
    const form = parseForm(await c.req.text());
    const outcome = form['outcome'];
    if (outcome !== 'complete' && outcome !== 'fail') return c.text('Unknown outcome', 400);
    const call: Call = {
      context,
      account: open.account,
      requestId: `req_${randomBase62(14)}`,
      idempotencyKey: null,
      publishable: true,
    };
    const answered = await runWithFaults({
      faults: context.faults,
      provider: 'stripe',
      operation: isSetup(open.record)
        ? 'setup_intents.authenticate'
        : 'payment_intents.authenticate',
      signal: c.req.raw.signal,
      errorResponse: (status) => new Response('The bank is out of order.', { status }),
      effect: () => {
        // Another submission of the same page may have been quicker.
        if (open.record.challenge !== open.challenge) return c.html(challengeOverPage(), 410);
        expireHolds(call);
        if (isSetup(open.record)) finishSetupChallenge(call, open.record, outcome === 'complete');
        else finishChallenge(call, open.record, outcome === 'complete');
        return new Response();
      },
    });
    if (!answered.ok) return answered;
    const embedding = embeddingOf(form['embed'], form['parent_origin']);
    if (embedding !== null || open.challenge.returnUrl === null) {
      return c.html(finishedPage(open.record.wire.id, embedding), 200, pageHeaders());
    }
    return c.redirect(returnAddress(open.challenge.returnUrl, open.record), 303);
  });
}

function findOpen(
  accounts: Accounts,
  params: Readonly<Record<string, string>>,
): OpenChallenge | null {
  const account = accounts.get(params['account'] ?? '');
  const record = findRecord(account, params['intent'] ?? '');
  const challenge = record?.challenge ?? null;
  if (record === undefined || challenge === null || challenge.token !== params['token'])
    return null;
  return { account, record, challenge };
}

function findRecord(
  account: Account,
  id: string,
): PaymentIntentRecord | SetupIntentRecord | undefined {
  return account.paymentIntents.get(id) ?? account.setupIntents.get(id);
}

function isSetup(record: PaymentIntentRecord | SetupIntentRecord): record is SetupIntentRecord {
  return record.wire.object === 'setup_intent';
}

function dueOf(
  record: PaymentIntentRecord | SetupIntentRecord,
): { readonly amount: number; readonly currency: string } | null {
  return isSetup(record) ? null : record.wire;
}

/** `return_url` with the three parameters that Stripe appends. */
export function returnAddress(
  returnUrl: string,
  record: PaymentIntentRecord | SetupIntentRecord,
): string {
  const { wire } = record;
  const url = new URL(returnUrl);
  url.searchParams.set(wire.object, wire.id);
  url.searchParams.set(`${wire.object}_client_secret`, wire.client_secret ?? '');
  url.searchParams.set(
    'redirect_status',
    wire.status === 'requires_payment_method' ? 'failed' : 'succeeded',
  );
  return url.href;
}

function embeddingOf(embed: unknown, parentOrigin: unknown): Embedding | null {
  if (embed !== '1' || typeof parentOrigin !== 'string' || !URL.canParse(parentOrigin)) return null;
  return { parentOrigin: new URL(parentOrigin).origin };
}

/** No `form-action`: browsers apply it to the redirect to `return_url` as well. */
function pageHeaders(nonce?: string): Record<string, string> {
  const style = nonce === undefined ? "'none'" : `'nonce-${nonce}'`;
  return {
    'Content-Security-Policy': `default-src 'none'; script-src 'self'; style-src ${style}; base-uri 'none'`,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  };
}

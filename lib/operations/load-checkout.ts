import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import type { ExposureRow } from '#lib/db/stores/ordering-store.ts';
import type { CheckoutView, ExpressOffer, PreviousAttempt } from '#lib/domain/checkout-view.ts';
import type { Device } from '#lib/domain/device.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import type { ExpressMethodId, MethodId } from '#lib/domain/method-id.ts';
import { isUnreached, mayStillCharge } from '#lib/domain/payment-attempt.ts';
import type { BrowserSettings } from '#lib/domain/provider.ts';
import { canRecover, mayStillBePaid } from '#lib/domain/session-recovery.ts';
import { DEFAULT_LOCALE, type Locale } from '#lib/i18n/locales.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { askedFields } from './asked-fields.ts';
import { openNextAction } from './attempt-record.ts';
import {
  type CheckoutFacts,
  isSessionOpen,
  loadFacts,
  receiptOf,
  wrongAmountOf,
} from './checkout-facts.ts';
import { connectAccount } from './connect-provider.ts';
import { heldAttempt } from './held-money.ts';
import type { AppContext } from './context.ts';
import { orderedRows } from './ordering/ordered-rows.ts';

interface Visit {
  readonly device: Device;
  /** Where the shopper is and reads; for the order of methods. */
  readonly region?: string | null;
  readonly locale?: Locale;
  /** The shopper has read that a wrong amount came, and wants to pay in full all the same. */
  readonly payInFull?: boolean;
}

/** What a session needs now; null when there is no such session. */
export async function loadCheckout(
  context: AppContext,
  input: Visit & { readonly sessionId: CheckoutSessionId },
): Promise<CheckoutView | null> {
  const facts = await loadFacts(context, input.sessionId);
  return facts === null ? null : openCheckout(context, facts, input).view;
}

/** What a session needs now, and what is to be written once its shopper has seen it. */
export interface OpenedCheckout {
  readonly view: CheckoutView;
  /** The order of methods, where it is shown for the first time. */
  readonly exposure: ExposureRow | null;
}

/** By what was read of the session. */
export function openCheckout(
  context: AppContext,
  facts: CheckoutFacts,
  input: Visit,
): OpenedCheckout {
  const view = viewBesidesPaying(context, facts, input);
  return view === null ? openView(context, facts, input) : { view, exposure: null };
}

/** Null: it can be paid now. */
function viewBesidesPaying(
  context: AppContext,
  facts: CheckoutFacts,
  input: Visit,
): CheckoutView | null {
  const { session, intent, attempts, summary } = facts;
  const payer =
    attempts.find((attempt) => attempt.id === intent.paidByAttemptId) ?? heldAttempt(attempts);
  if (payer !== undefined) {
    return { state: 'paid', summary, receipt: receiptOf(context, facts, payer) };
  }
  const deciding = attempts.find(
    (attempt) => mayStillCharge(attempt) || attempt.status === 'pending',
  );
  if (deciding !== undefined) {
    return {
      state: 'processing',
      summary,
      attemptId: deciding.id,
      method: deciding.method,
      confirmedBy: context.providers[deciding.provider].confirmedBy,
    };
  }
  const wrongAmount = wrongAmountOf(context, facts);
  if (wrongAmount !== null && !(input.payInFull === true && wrongAmount.sessionOpen)) {
    return { state: 'wrong_amount', summary, wrongAmount };
  }
  if (session.status === 'complete') return { state: 'released', summary };
  if (!isSessionOpen(context, session)) {
    const now = context.clock.now();
    return {
      state: 'expired',
      summary,
      checking: mayStillBePaid(session, attempts, now),
      renewable: canRecover(session, attempts, now),
    };
  }
  return null;
}

function openView(context: AppContext, facts: CheckoutFacts, visit: Visit): OpenedCheckout {
  const { attempts, summary, owed } = facts;
  const { device, region = null, locale = DEFAULT_LOCALE } = visit;
  const visitor = { device, region, locale };
  const { rows: methods, express, exposure } = orderedRows(context, facts, visitor);
  const previous = previousOf(attempts);
  const usable = methods.filter(({ reason }) => reason === null);
  // Nothing that is out of order is chosen for anybody who has something else.
  const working = usable.filter(({ outage }) => outage === undefined);
  const offered = working.length > 0 ? working : usable;
  const again = offered.find(({ method }) => method === previous?.method);
  // Not one whose provider is silent just now, where there is another.
  const silent = attempts.filter(isUnreached).map(({ method }) => method);
  const answering = offered.find(({ method }) => !silent.includes(method));
  const view: CheckoutView = {
    state: 'open',
    summary,
    methods,
    preselected: (again ?? answering ?? offered[0])?.method ?? null,
    previous,
    resumable: resumableOf(context, attempts),
    card: usable.some(({ method }) => method === 'card')
      ? browserSettings(context, facts, 'card')
      : null,
    keeps: facts.session.keepCard?.usage ?? null,
    inApp: device.inApp ?? null,
    received: owed,
    express: expressOffer(context, facts, express),
    customFields: askedFields(facts.session),
  };
  return { view, exposure };
}

/** The last attempt, when it ended without money and nothing else has happened since. */
function previousOf(attempts: readonly AttemptRow[]): PreviousAttempt | null {
  const last = attempts.at(-1);
  if (last === undefined) return null;
  const { status } = last;
  if (status !== 'declined' && status !== 'expired' && status !== 'canceled') return null;
  return { attemptId: last.id, method: last.method, result: status, failureCode: last.failureCode };
}

function resumableOf(
  context: AppContext,
  attempts: readonly AttemptRow[],
): Extract<CheckoutView, { state: 'open' }>['resumable'] {
  const now = context.clock.now();
  const open = attempts.findLast(
    ({ status, expiresAt, method }) =>
      // Not a card that was being checked with the bank: it is done anew more easily than gone on with.
      status === 'requires_action' &&
      METHODS[method].worksWithoutScript &&
      (expiresAt === null || expiresAt > now),
  );
  const action = open === undefined ? null : openNextAction(context, open);
  if (open === undefined || action === null) return null;
  return { attemptId: open.id, method: open.method, action: action.type };
}

/** What the browser needs to pay with `method`; null where its provider has nothing for browsers. */
function browserSettings(
  context: AppContext,
  { offered }: CheckoutFacts,
  method: MethodId,
): BrowserSettings | null {
  const found = offered.find(({ setting }) => setting.method === method);
  return found === undefined ? null : connectAccount(context, found.account).browserSettings();
}

/** The wallets that can be offered; they share one button, so the first one's provider account runs it. */
function expressOffer(
  context: AppContext,
  facts: CheckoutFacts,
  methods: readonly ExpressMethodId[],
): ExpressOffer | null {
  const accountOf = (method: MethodId) =>
    facts.offered.find(({ setting }) => setting.method === method)?.account.id;
  const [first] = methods;
  if (first === undefined) return null;
  const settings = browserSettings(context, facts, first);
  if (settings === null) return null;
  return { methods: methods.filter((method) => accountOf(method) === accountOf(first)), settings };
}

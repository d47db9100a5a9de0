import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import type { CheckoutView, ExpressOffer, PreviousAttempt } from '#lib/domain/checkout-view.ts';
import type { Device } from '#lib/domain/device.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import type { ExpressMethodId, MethodId } from '#lib/domain/method-id.ts';
import { isInFlight } from '#lib/domain/payment-attempt.ts';
import type { BrowserSettings } from '#lib/domain/provider.ts';
import { canRecover, mayStillBePaid } from '#lib/domain/session-recovery.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import {
  type CheckoutFacts,
  type MethodSettings,
  isSessionOpen,
  loadFacts,
  methodRows,
  receiptOf,
  wrongAmountOf,
} from './checkout-facts.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';

/** What a session needs now; null when there is no such session. */
export async function loadCheckout(
  context: AppContext,
  input: {
    sessionId: CheckoutSessionId;
    device: Device;
    /** The shopper has read that a wrong amount came, and wants to pay in full all the same. */
    payInFull?: boolean;
  },
): Promise<CheckoutView | null> {
  const facts = await loadFacts(context, input.sessionId);
  if (facts === null) return null;
  const { session, intent, attempts, summary } = facts;
  const payer = attempts.find((attempt) => attempt.id === intent.paidByAttemptId);
  if (payer !== undefined) {
    return { state: 'paid', summary, receipt: receiptOf(context, facts, payer) };
  }
  const held = attempts.find(({ status }) => status === 'authorized');
  const deciding =
    held ??
    attempts.find(
      (attempt) =>
        isInFlight(attempt.status) &&
        (attempt.direction === 'pull' || attempt.status === 'pending'),
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
  if (!isSessionOpen(context, session)) {
    const now = context.clock.now();
    return {
      state: 'expired',
      summary,
      checking: mayStillBePaid(session, attempts, now),
      renewable: canRecover(session, attempts, now),
    };
  }
  return openView(context, facts, input.device);
}
async function openView(
  context: AppContext,
  facts: CheckoutFacts,
  device: Device,
): Promise<CheckoutView> {
  const { attempts, summary, owed } = facts;
  const { rows: methods, express, settings } = await methodRows(context, facts, device);
  const previous = previousOf(attempts);
  const usable = methods.filter(({ reason }) => reason === null);
  const again = usable.find(({ method }) => method === previous?.method);
  return {
    state: 'open',
    summary,
    methods,
    preselected: (again ?? usable[0])?.method ?? null,
    previous,
    resumable: resumableOf(attempts, context.clock.now()),
    card: usable.some(({ method }) => method === 'card')
      ? await browserSettings(context, settings, 'card')
      : null,
    inApp: device.inApp ?? null,
    received: owed,
    express: await expressOffer(context, settings, express),
  };
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
  attempts: readonly AttemptRow[],
  now: Date,
): { attemptId: PaymentAttemptId; method: MethodId } | null {
  const open = attempts.findLast(
    ({ status, expiresAt, method }) =>
      // Not a card that was being checked with the bank: it is done anew more easily than gone on with.
      status === 'requires_action' &&
      METHODS[method].worksWithoutScript &&
      (expiresAt === null || expiresAt > now),
  );
  return open === undefined ? null : { attemptId: open.id, method: open.method };
}

/** What the browser needs to pay with `method`; null where its provider has nothing for browsers. */
async function browserSettings(
  context: AppContext,
  settings: MethodSettings,
  method: MethodId,
): Promise<BrowserSettings | null> {
  const setting = settings.find((one) => one.method === method);
  if (setting === undefined) return null;
  return (await connectProvider(context, setting.providerAccountId)).browserSettings();
}

/** The wallets that can be offered; they share one button, so the first one's provider account runs it. */
async function expressOffer(
  context: AppContext,
  settings: MethodSettings,
  methods: readonly ExpressMethodId[],
): Promise<ExpressOffer | null> {
  const accountOf = (method: MethodId) =>
    settings.find((one) => one.method === method)?.providerAccountId;
  const [first] = methods;
  if (first === undefined) return null;
  const found = await browserSettings(context, settings, first);
  if (found === null) return null;
  const together = methods.filter((method) => accountOf(method) === accountOf(first));
  return { methods: together, settings: found };
}

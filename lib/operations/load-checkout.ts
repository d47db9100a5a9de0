import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import type { CheckoutView, PreviousAttempt } from '#lib/domain/checkout-view.ts';
import type { Device } from '#lib/domain/device.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { isInFlight } from '#lib/domain/payment-attempt.ts';
import type { BrowserSettings } from '#lib/domain/provider.ts';
import {
  type CheckoutFacts,
  type MethodSettings,
  loadFacts,
  methodRows,
  receiptOf,
} from './checkout-facts.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';

/** After a session is over, how long a push payment may still be on its way. */
const CHECKING_AFTER_EXPIRY_MS = 10 * 60 * 1000;

/** What a session needs now; null when there is no such session. */
export async function loadCheckout(
  context: AppContext,
  input: { sessionId: CheckoutSessionId; device: Device },
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
  const now = context.clock.now();
  if (session.status !== 'open' || session.expiresAt <= now) {
    const lately = now.getTime() - session.expiresAt.getTime() < CHECKING_AFTER_EXPIRY_MS;
    const mayArrive = attempts.some(
      ({ status, direction }) =>
        status === 'requires_action' ||
        status === 'sending' ||
        (status === 'expired' && direction === 'push'),
    );
    return { state: 'expired', summary, checking: lately && mayArrive };
  }
  return openView(context, facts, input.device);
}

async function openView(
  context: AppContext,
  facts: CheckoutFacts,
  device: Device,
): Promise<CheckoutView> {
  const { attempts, summary } = facts;
  const { rows: methods, settings } = await methodRows(context, facts, device);
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
      ? await cardSettings(context, settings)
      : null,
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
      status === 'requires_action' && method !== 'card' && (expiresAt === null || expiresAt > now),
  );
  return open === undefined ? null : { attemptId: open.id, method: open.method };
}

async function cardSettings(
  context: AppContext,
  settings: MethodSettings,
): Promise<BrowserSettings | null> {
  const card = settings.find(({ method }) => method === 'card');
  if (card === undefined) return null;
  return (await connectProvider(context, card.providerAccountId)).browserSettings();
}

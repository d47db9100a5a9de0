import { type AttemptRow, listAttempts } from '#lib/db/stores/attempt-store.ts';
import { getMerchant } from '#lib/db/stores/merchant-store.ts';
import { listMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import {
  type IntentRow,
  type SessionRow,
  findSession,
  getIntent,
  listLineItems,
} from '#lib/db/stores/session-store.ts';
import type {
  AttemptView,
  CheckoutSummary,
  CheckoutView,
  MethodRow,
  PreviousAttempt,
  Receipt,
} from '#lib/domain/checkout-view.ts';
import type { Device } from '#lib/domain/device.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { money } from '#lib/domain/money.ts';
import { isInFlight } from '#lib/domain/payment-attempt.ts';
import type { BrowserSettings } from '#lib/domain/provider.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { type MethodEligibility, eligibleMethods } from '#lib/methods/eligibility.ts';
import { openNextAction, readInstrument } from './attempt-record.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { fillSuccessUrl } from './success-url.ts';

/** After a session is over, how long a push payment may still be on its way. */
const CHECKING_AFTER_EXPIRY_MS = 10 * 60 * 1000;

interface Loaded {
  readonly session: SessionRow;
  readonly intent: IntentRow;
  readonly attempts: readonly AttemptRow[];
  readonly summary: CheckoutSummary;
}

/** What a session needs now; null when there is no such session. */
export async function loadCheckout(
  context: AppContext,
  input: { sessionId: CheckoutSessionId; device: Device },
): Promise<CheckoutView | null> {
  const loaded = await load(context, input.sessionId);
  if (loaded === null) return null;
  const { session, intent, attempts, summary } = loaded;
  const payer = attempts.find((attempt) => attempt.id === intent.paidByAttemptId);
  if (payer !== undefined) {
    return { state: 'paid', summary, receipt: receiptOf(loaded, payer) };
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
    return { state: 'processing', summary, attemptId: deciding.id, method: deciding.method };
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
  return openView(context, loaded, input.device);
}

async function openView(
  context: AppContext,
  loaded: Loaded,
  device: Device,
): Promise<CheckoutView> {
  const { session, attempts, summary } = loaded;
  const settings = await listMethodSettings(
    context.database.db,
    session.merchantId,
    session.livemode,
  );
  const methods = eligibleMethods({
    amount: summary.total,
    device,
    settings,
    captureMethod: loaded.intent.captureMethod,
    allowed: session.allowedMethods,
  }).map((eligibility) => methodRow(eligibility, summary, device));
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

function methodRow(
  eligibility: MethodEligibility,
  summary: CheckoutSummary,
  device: Device,
): MethodRow {
  const method = METHODS[eligibility.method];
  return {
    method: method.id,
    flow: method.flow(device),
    worksWithoutScript: method.worksWithoutScript,
    reason: rowReason(eligibility.reason, summary),
  };
}

function rowReason(
  reason: MethodEligibility['reason'],
  summary: CheckoutSummary,
): MethodRow['reason'] {
  if (reason === null) return null;
  const { currency } = summary.total;
  switch (reason.code) {
    case 'below_minimum':
      return { code: reason.code, limit: money(reason.minMinor, currency) };
    case 'above_maximum':
      return { code: reason.code, limit: money(reason.maxMinor, currency) };
    case 'currency':
    case 'switched_off':
      return { code: reason.code };
    default:
      return unreachable(reason);
  }
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
  settings: Awaited<ReturnType<typeof listMethodSettings>>,
): Promise<BrowserSettings | null> {
  const card = settings.find(({ method }) => method === 'card');
  if (card === undefined) return null;
  return (await connectProvider(context, card.providerAccountId)).browserSettings();
}

/** One attempt's next step; null when there is no such attempt in this session. */
export async function loadAttempt(
  context: AppContext,
  input: { sessionId: CheckoutSessionId; attemptId: PaymentAttemptId },
): Promise<AttemptView | null> {
  const loaded = await load(context, input.sessionId);
  const attempt = loaded?.attempts.find(({ id }) => id === input.attemptId);
  if (loaded === null || attempt === undefined) return null;
  const { session, intent } = loaded;
  const common = {
    summary: loaded.summary,
    attemptId: attempt.id,
    method: attempt.method,
    sessionOpen: session.status === 'open' && session.expiresAt > context.clock.now(),
  };
  const payer = loaded.attempts.find(({ id }) => id === intent.paidByAttemptId);
  // Whatever became of this attempt, a paid session says so first: nobody should pay twice.
  if (payer !== undefined) return { ...common, state: 'paid', receipt: receiptOf(loaded, payer) };
  switch (attempt.status) {
    case 'sending':
    case 'unknown':
    case 'pending':
    case 'authorized':
    // Captured but not what was due: the merchant has been told, and settles it.
    case 'captured':
      return { ...common, state: 'processing' };
    case 'requires_action': {
      const nextAction = openNextAction(context, attempt);
      if (nextAction === null) return { ...common, state: 'processing' };
      return {
        ...common,
        state: 'requires_action',
        nextAction,
        expiresAt: attempt.expiresAt,
        card:
          nextAction.type === 'provider_sdk'
            ? (await connectProvider(context, attempt.providerAccountId)).browserSettings()
            : null,
      };
    }
    case 'declined':
      return {
        ...common,
        state: 'declined',
        failureCode: attempt.failureCode ?? 'processing_error',
      };
    case 'expired':
      return { ...common, state: 'expired' };
    case 'canceled':
      return { ...common, state: 'canceled' };
    default:
      return unreachable(attempt.status);
  }
}

async function load(context: AppContext, sessionId: CheckoutSessionId): Promise<Loaded | null> {
  const { db } = context.database;
  const session = await findSession(db, sessionId);
  if (session === null) return null;
  const [intent, attempts, items, merchant] = await Promise.all([
    getIntent(db, sessionId),
    listAttempts(db, sessionId),
    listLineItems(db, sessionId),
    getMerchant(db, session.merchantId),
  ]);
  const { currency } = session;
  return {
    session,
    intent,
    attempts,
    summary: {
      sessionId,
      livemode: session.livemode,
      merchant: {
        name: merchant.name,
        nameZh: merchant.nameZh,
        logoUrl: merchant.logoUrl,
        accentColor: merchant.accentColor,
        supportEmail: merchant.supportEmail,
        supportUrl: merchant.supportUrl,
        termsUrl: merchant.termsUrl,
      },
      total: money(session.amountTotal, currency),
      lineItems: items.map((item) => ({
        name: item.name,
        description: item.description,
        quantity: item.quantity,
        unitAmount: money(item.unitAmount, currency),
        amount: money(item.unitAmount * BigInt(item.quantity), currency),
      })),
      cancelUrl: session.cancelUrl,
      expiresAt: session.expiresAt,
      customerEmail: session.customerEmail,
    },
  };
}

function receiptOf({ session, intent }: Loaded, payer: AttemptRow): Receipt {
  return {
    attemptId: payer.id,
    method: payer.method,
    instrument: readInstrument(payer),
    amount: money(intent.amount, intent.currency),
    paidAt: intent.paidAt ?? payer.updatedAt,
    reference: session.clientReferenceId ?? payer.id,
    returnUrl: fillSuccessUrl(session.successUrl, session.id),
  };
}

import { setTimeout as pause } from 'node:timers/promises';
import { type AttemptRow, findAttempt } from '#lib/db/stores/attempt-store.ts';
import { type OfferedMethod, listOfferedMethods } from '#lib/db/stores/method-setting-store.ts';
import type { IntentRow, SessionRow } from '#lib/db/stores/session-store.ts';
import { type CustomField, fieldName } from '#lib/domain/custom-field.ts';
import type { Device } from '#lib/domain/device.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { money } from '#lib/domain/money.ts';
import { isActive } from '#lib/domain/payment-attempt.ts';
import type { TestPayment, TestShopper, TestWish } from '#lib/domain/test-shopper.ts';
import { eligibleMethods } from '#lib/methods/eligibility.ts';
import { askedFields } from './asked-fields.ts';
import { openNextAction } from './attempt-record.ts';
import { checkAttempt } from './check-attempt.ts';
import { connectAccount } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { expireSession } from './expire-sessions.ts';
import { recordTransfer } from './record-transfer.ts';
import { startPayment } from './start-payment.ts';

/** `abandon`: the shopper leaves, and the session ends as if its time were over. */
export type TestOutcome = TestWish | { readonly kind: 'abandon' };

export interface PayTestSessionInput {
  readonly session: SessionRow;
  readonly intent: IntentRow;
  /** Null: the first of the merchant's that can go so; nothing is begun of it that is to be abandoned. */
  readonly method: MethodId | null;
  readonly outcome: TestOutcome;
  readonly device: Device;
}

/** It cannot go so; nothing was begun. `field`: what of the call is at fault, null where it is the session. */
export class TestPaymentError extends Error {
  readonly field: 'method' | 'outcome' | null;

  constructor(field: TestPaymentError['field'], message: string) {
    super(message);
    this.name = 'TestPaymentError';
    this.field = field;
  }
}

/** How long a provider is asked how it ended, and how often. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 100;

/**
 * Pays a session of test mode as a shopper would, without a browser: the method is begun by
 * `startPayment`, the provider's sandbox is answered by its `TestShopper`, and the provider is then asked
 * how it stands, as when a shopper comes back. So states, bookings and events are those of a real visit.
 *
 * Throws TestPaymentError and TestShopperError.
 */
export async function payTestSession(
  context: AppContext,
  input: PayTestSessionInput,
): Promise<void> {
  const { session, outcome } = input;
  if (session.livemode) throw new TestPaymentError(null, 'it is a session of live mode');
  if (session.status !== 'open') {
    throw new TestPaymentError(null, `it is ${session.status}, and only an open one can be paid`);
  }
  if (outcome.kind === 'abandon') return abandon(context, input);
  const chosen = await choose(context, input, outcome);
  const payment: TestPayment = {
    method: chosen.method,
    wish: outcome,
    amount: money(session.amountTotal, session.currency),
  };
  const token = await chosen.shopper.fillIn(payment);
  const attemptId = await begin(context, input, { method: chosen.method, token });
  await seeThrough(context, { attemptId, payment, shopper: chosen.shopper, session });
}

/** Begins what is to be begun, and ends the session with it. */
async function abandon(context: AppContext, input: PayTestSessionInput): Promise<void> {
  if (input.method !== null) {
    // A card that goes through cannot be left: its shopper never presses "pay".
    const wish: TestWish = { kind: 'approve_after_action' };
    const chosen = await choose(context, input, wish);
    const amount = money(input.session.amountTotal, input.session.currency);
    const token = await chosen.shopper.fillIn({ method: chosen.method, wish, amount });
    await begin(context, input, { method: chosen.method, token });
  }
  if (await expireSession(context, input.session.id)) return;
  throw new TestPaymentError(null, 'a payment of it is under way, which has to end first');
}

interface Chosen {
  readonly method: MethodId;
  readonly shopper: TestShopper;
}

async function choose(
  context: AppContext,
  input: PayTestSessionInput,
  wish: TestWish,
): Promise<Chosen> {
  const { session, method } = input;
  const offered = await listOfferedMethods(context.database.db, session.id);
  const payable = payableOf(offered, input);
  if (method !== null && !payable.some(({ setting }) => setting.method === method)) {
    const names = payable.map(({ setting }) => setting.method).join(', ') || 'none';
    throw new TestPaymentError('method', `this session cannot be paid with it, but with: ${names}`);
  }
  const able: Chosen[] = payable.flatMap(({ setting, account }) => {
    const shopper = connectAccount(context, account).testShopper ?? null;
    return shopper !== null && shopper.able(setting.method, wish)
      ? [{ method: setting.method, shopper }]
      : [];
  });
  const chosen = able.find((each) => method === null || each.method === method);
  if (chosen !== undefined) return chosen;
  const names = able.map((each) => each.method).join(', ') || 'none';
  throw new TestPaymentError(
    'outcome',
    `no program can pay so here${method === null ? '' : ` with ${method}`}; methods of this session ` +
      `that can end so without a person: ${names}` +
      (context.env.SIMULATOR_ORIGIN === undefined
        ? '. Without the simulator these are cards alone, with Stripe’s test cards'
        : ''),
  );
}

function payableOf(
  offered: readonly OfferedMethod[],
  { session, intent, device }: PayTestSessionInput,
): readonly OfferedMethod[] {
  const eligible = eligibleMethods({
    amount: money(session.amountTotal, session.currency),
    device,
    settings: offered.map(({ setting }) => setting),
    captureMethod: intent.captureMethod,
    allowed: session.allowedMethods,
    keeps: session.keepCard?.asked ?? null,
  }).filter(({ reason }) => reason === null);
  return offered.filter(({ setting }) => eligible.some(({ method }) => method === setting.method));
}

async function begin(
  context: AppContext,
  { session, device }: PayTestSessionInput,
  payment: { method: MethodId; token: { readonly confirmationToken?: string } },
): Promise<PaymentAttemptId> {
  const result = await startPayment(context, {
    sessionId: session.id,
    method: payment.method,
    device,
    locale: session.locale.startsWith('zh') ? 'zh-HK' : 'en',
    input: payment.token,
    customerEmail: null,
    answers: testAnswers(session),
  });
  if (result.kind === 'attempt') return result.attemptId;
  throw new TestPaymentError(null, `its shopper would be refused: ${result.kind}`);
}

/** Something for each field that has to be answered and has not been. */
function testAnswers(session: SessionRow): Readonly<Record<string, string>> {
  const answers = askedFields(session).map((field, index) => {
    const answer = field.value ?? field.defaultValue ?? (field.optional ? '' : sampleOf(field));
    return [fieldName(index), answer] as const;
  });
  return Object.fromEntries(answers);
}

function sampleOf(field: CustomField): string {
  switch (field.type) {
    case 'dropdown':
      return field.options[0]?.value ?? '';
    case 'numeric':
      return '1'.repeat(field.minimumLength ?? 1);
    case 'text':
      return 'x'.repeat(field.minimumLength ?? 1);
  }
}

/** Answers whatever is asked, once, and asks how it ended until it has. */
async function seeThrough(
  context: AppContext,
  facts: {
    attemptId: PaymentAttemptId;
    payment: TestPayment;
    shopper: TestShopper;
    session: SessionRow;
  },
): Promise<void> {
  const { attemptId, payment, shopper, session } = facts;
  const attempt = await ended(context, attemptId, (row) => row.status === 'requires_action');
  const nextAction = openNextAction(context, attempt);
  if (attempt.status !== 'requires_action' || nextAction === null) return;
  if (payment.wish.kind === 'approve_late') {
    await shopper.letExpire(nextAction);
    await ended(context, attemptId);
  }
  const transfer = await shopper.act(payment, nextAction);
  if (transfer !== null) {
    await context.database.db.transaction((tx) =>
      recordTransfer(context, tx, {
        merchantId: session.merchantId,
        livemode: session.livemode,
        amount: payment.amount,
        bankReference: transfer.bankReference,
        receivedAt: context.clock.now(),
        payer: null,
        description: null,
        attemptId,
        reference: null,
        source: 'api',
      }),
    );
    context.wakeWorker();
    return;
  }
  await checkAttempt(context, attemptId, { source: 'return' });
  const waits = payment.wish.kind === 'stay_pending';
  await ended(context, attemptId, (row) => waits && row.status === 'pending');
}

/** The attempt once it is over, or is as `enough` says, or patience is. */
async function ended(
  context: AppContext,
  attemptId: PaymentAttemptId,
  enough: (attempt: AttemptRow) => boolean = () => false,
): Promise<AttemptRow> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const attempt = await findAttempt(context.database.db, attemptId);
    if (attempt === null) throw new Error(`The attempt ${attemptId} is gone.`);
    const over = !isActive(attempt.status) || attempt.status === 'authorized' || enough(attempt);
    if (over || performance.now() > until) return attempt;
    await checkAttempt(context, attemptId, { source: 'return' });
    await pause(PAUSE_MS);
  }
}

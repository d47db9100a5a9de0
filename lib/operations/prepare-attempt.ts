import { createHash } from 'node:crypto';
import type { Db } from '#lib/db/client.ts';
import { type AttemptRow, insertAttempt, listAttempts } from '#lib/db/stores/attempt-store.ts';
import { type OfferedMethod, listOfferedMethods } from '#lib/db/stores/method-setting-store.ts';
import type { ProviderAccountRow } from '#lib/db/stores/provider-account-store.ts';
import {
  type IntentRow,
  type SessionRow,
  findIntent,
  lockSession,
  updateSession,
} from '#lib/db/stores/session-store.ts';
import { together } from '#lib/db/together.ts';
import type { CardHold } from '#lib/domain/card-limits.ts';
import type { Device } from '#lib/domain/device.ts';
import type {
  CheckoutSessionId,
  CustomerId,
  MerchantId,
  PaymentAttemptId,
} from '#lib/domain/ids.ts';
import { type MethodId, chargesCard } from '#lib/domain/method-id.ts';
import { money } from '#lib/domain/money.ts';
import { isUnreached, mayStillCharge } from '#lib/domain/payment-attempt.ts';
import type { KeepCardWish } from '#lib/domain/saved-card.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { eligibleMethods } from '#lib/methods/eligibility.ts';
import { type AttemptRequest, startRequestOf } from './attempt-record.ts';
import { newAnswers } from './asked-fields.ts';
import { countCardTry, findCardHold } from './card-limits.ts';
import type { AppContext } from './context.ts';
import { newAttempt } from './new-attempt.ts';
import { findRequestHold } from './request-limits.ts';

/** Tries one session can take: beyond them it is a script, not a shopper. */
const MAX_ATTEMPTS_PER_SESSION = 20;

/** A code or wallet request with less time than this left is not offered again; a new one is made. */
const REUSE_MARGIN_MS = 60_000;

export interface StartPaymentInput {
  readonly sessionId: CheckoutSessionId;
  readonly method: MethodId;
  readonly device: Device;
  readonly locale: string;
  readonly input: { readonly confirmationToken?: string };
  /** E-mail the shopper typed for the receipt; used only where the merchant gave none. */
  readonly customerEmail: string | null;
  /** What the form says of the session's custom fields, by their names in it (`fieldName`). */
  readonly answers?: Readonly<Record<string, string>>;
  /** Who asks, as `addressGroup` names them; left out where that is not known. */
  readonly address?: string | null;
}

/** Why no attempt is begun; nothing was written. */
export type Refusal =
  | { readonly kind: 'session_over' }
  | { readonly kind: 'method_not_available' }
  /** A custom field has no answer, or one that cannot be: its page says which. */
  | { readonly kind: 'answers_wrong' }
  | { readonly kind: 'too_many_attempts' }
  /** Card only: other methods are as usable as before. */
  | { readonly kind: 'card_held'; readonly hold: CardHold; readonly merchantId: MerchantId }
  /** Any method but card: too much was started from this address and left. */
  | { readonly kind: 'requests_held'; readonly waitMs: number }
  | { readonly kind: 'not_found' };

export type Preparation =
  | Refusal
  | { readonly kind: 'existing'; readonly attemptId: PaymentAttemptId }
  | { readonly kind: 'call_off_first'; readonly attempts: readonly AttemptRow[] }
  | {
      readonly kind: 'created';
      readonly attempt: AttemptRow;
      readonly account: ProviderAccountRow;
    };

/**
 * Decides, under the session's lock, which attempt a submission means, and commits a new one where it
 * means none yet. `calledOff`: attempts that the provider was asked to call off already.
 */
export async function prepareAttempt(
  context: AppContext,
  input: StartPaymentInput,
  calledOff: ReadonlySet<PaymentAttemptId>,
): Promise<Preparation> {
  return context.database.db.transaction(async (tx) => {
    // Sent together, carried out one after another: what is read is read under the lock.
    const [session, attempts, intent, offered] = await together(
      lockSession(tx, input.sessionId),
      listAttempts(tx, input.sessionId),
      findIntent(tx, input.sessionId),
      listOfferedMethods(tx, input.sessionId),
    );
    if (session === null || intent === null) return { kind: 'not_found' };
    const inputHash = hashOf(input.input.confirmationToken);
    const found = findBegun(context, { attempts, input, inputHash });
    const isOpen =
      session.status === 'open' && session.hasPage && session.expiresAt > context.clock.now();
    const answers = newAnswers(session, input.answers ?? {});
    if (found !== null) {
      if (isOpen && answers !== 'wrong') await changeSession(tx, session.id, answers);
      return { kind: 'existing', attemptId: found.id };
    }
    if (!isOpen) return { kind: 'session_over' };
    if (answers === 'wrong') return { kind: 'answers_wrong' };
    const payable = findPayable(offered, session, intent, input);
    if (payable === null) return { kind: 'method_not_available' };
    if (attempts.length >= MAX_ATTEMPTS_PER_SESSION) return { kind: 'too_many_attempts' };
    const address = input.address ?? null;
    if (chargesCard(input.method)) {
      const hold = await findCardHold(context, tx, { session, attempts, address });
      if (hold !== null) return { kind: 'card_held', hold, merchantId: session.merchantId };
    } else {
      const waitMs = await findRequestHold(context, tx, address);
      if (waitMs !== null) return { kind: 'requests_held', waitMs };
    }

    // A pull method must not be able to charge beside the new try. A code that the shopper may
    // already have scanned is left alone: it cannot be taken back from a bank app.
    // One whose provider did not answer when it was called off does not keep the shopper from paying
    // elsewhere: should it be approved all the same, it is a duplicate, and given back.
    const open = attempts.filter(
      ({ id, status, direction }) =>
        status === 'requires_action' && direction === 'pull' && !calledOff.has(id),
    );
    if (open.length > 0) return { kind: 'call_off_first', attempts: open };

    const attempt = attemptOf(context, { session, intent, input, inputHash, payable });
    const email = session.customerEmail === null ? input.customerEmail : null;
    await together(
      insertAttempt(tx, attempt, 'shopper'),
      changeSession(tx, session.id, {
        ...answers,
        ...(email === null ? {} : { collectedEmail: email }),
      }),
      chargesCard(input.method) && countCardTry(context, tx, { attempt, address }),
    );
    return { kind: 'created', attempt, account: payable.account };
  });
}

async function changeSession(
  tx: Db,
  id: CheckoutSessionId,
  change: Parameters<typeof updateSession>[2],
): Promise<void> {
  if (Object.keys(change).length > 0) await updateSession(tx, id, change);
}

/** The attempt this submission belongs to, if it or another tab has begun one that must be seen through. */
function findBegun(
  context: AppContext,
  facts: {
    attempts: readonly AttemptRow[];
    input: StartPaymentInput;
    inputHash: string | null;
  },
): AttemptRow | null {
  const { attempts, input, inputHash } = facts;
  const sameSubmission = attempts.find(
    (attempt) => inputHash !== null && attempt.inputHash === inputHash,
  );
  if (sameSubmission !== undefined) return sameSubmission;
  const deciding = attempts.find(
    (attempt) =>
      attempt.status === 'authorized' ||
      mayStillCharge(attempt) ||
      (attempt.method === input.method &&
        (attempt.status === 'sending' ||
          (isUnreached(attempt) && sameDevice(attempt, input.device)))),
  );
  if (deciding !== undefined) return deciding;
  const reusableAfter = context.clock.now().getTime() + REUSE_MARGIN_MS;
  const reusable = attempts.find(
    (attempt) =>
      attempt.status === 'requires_action' &&
      attempt.method === input.method &&
      METHODS[attempt.method].worksWithoutScript &&
      sameDevice(attempt, input.device) &&
      attempt.expiresAt !== null &&
      attempt.expiresAt.getTime() > reusableAfter,
  );
  return reusable ?? null;
}

/** A wallet link made for a phone is of no use on a desktop, and a code none on the phone that shows it. */
function sameDevice(attempt: AttemptRow, device: Device): boolean {
  return startRequestOf(attempt).device.form === device.form;
}

/** The method as this merchant offers it; null when it cannot be used here. */
function findPayable(
  offered: readonly OfferedMethod[],
  session: SessionRow,
  intent: IntentRow,
  input: StartPaymentInput,
): OfferedMethod | null {
  const eligible = eligibleMethods({
    amount: money(session.amountTotal, session.currency),
    device: input.device,
    settings: offered.map(({ setting }) => setting),
    captureMethod: intent.captureMethod,
    allowed: session.allowedMethods,
    excluded: session.excludedMethods,
    staysInFrame: session.embed?.redirectOnCompletion === 'never',
    keeps: session.keepCard?.asked ?? null,
  }).some(({ method, reason }) => method === input.method && reason === null);
  if (!eligible) return null;
  return offered.find(({ setting }) => setting.method === input.method) ?? null;
}

function attemptOf(
  context: AppContext,
  facts: {
    session: SessionRow;
    intent: IntentRow;
    input: StartPaymentInput;
    inputHash: string | null;
    payable: OfferedMethod;
  },
): AttemptRow {
  const { session, intent, input, inputHash } = facts;
  const { account, merchantName } = facts.payable;
  const { keepCard, customerId } = session;
  const keeps = keepCard !== null && customerId !== null && input.method === 'card';
  return newAttempt(context, {
    session,
    intent,
    account,
    method: input.method,
    inputHash,
    keptCardId: null,
    request: (id) => ({
      captureMethod: intent.captureMethod,
      // What the provider shows of an intent without words of its own.
      description: intent.description ?? merchantName,
      customerEmail: session.customerEmail ?? input.customerEmail,
      returnUrl: `${context.env.PUBLIC_ORIGIN}/${input.locale}/pay/${session.id}/return?attempt=${id}`,
      locale: input.locale,
      device: input.device,
      input: input.input,
      ...(keeps ? { keepCard: wishOf(keepCard, customerId) } : {}),
    }),
  });
}

function wishOf(
  { usage, asked }: KeepCardWish,
  customerId: CustomerId,
): NonNullable<AttemptRequest['keepCard']> {
  return { customerId, usage, ...(asked === 'setup' ? { alone: true } : {}) };
}

function hashOf(confirmationToken: string | undefined): string | null {
  if (confirmationToken === undefined) return null;
  return createHash('sha256').update(confirmationToken).digest('hex');
}

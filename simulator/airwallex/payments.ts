import { randomBytes } from 'node:crypto';
import type { SimulatorContext } from '../core/context.ts';
import type { FpsResult, FpsTransfer } from '../core/fps-network.ts';
import { ApiError } from './api-error.ts';
import {
  newAttempt,
  nextAction,
  repeatAttempt,
  requireMethodFits,
  requireStatus,
} from './attempts.ts';
import type { BehaviourSetting } from './behaviour.ts';
import type {
  AttemptStatus,
  Flow,
  IntentStatus,
  MethodType,
  PaymentAttempt,
  PaymentIntent,
} from './model.ts';
import type { Notifications } from './notifications.ts';
import type { Outages } from './outages.ts';
import { newId, type AirwallexState } from './state.ts';

const OPEN_ATTEMPT: readonly AttemptStatus[] = [
  'AUTHENTICATION_REDIRECTED',
  'PENDING_AUTHORIZATION',
];
const CANCELLABLE: readonly IntentStatus[] = [
  'REQUIRES_PAYMENT_METHOD',
  'REQUIRES_CUSTOMER_ACTION',
];
/** PENDING too: a shopper whose wallet never answers may still choose to pay another way. */
const CONFIRMABLE: readonly IntentStatus[] = [...CANCELLABLE, 'PENDING'];

export interface NewIntent {
  readonly clientId: string;
  readonly requestId: string;
  readonly merchantOrderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly returnUrl: string | null;
  readonly descriptor: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** `decline`: the wallet's own no, to an owner who agreed. */
export type WalletAnswer = 'approve' | 'refuse' | 'decline' | 'never';

/** The provider's behaviour: every state change of intents and attempts is here. All synchronous. */
export interface Payments {
  create(input: NewIntent): PaymentIntent;
  /** @throws ApiError when the state or the method does not allow it. */
  confirm(intent: PaymentIntent, method: MethodType, flow: Flow): void;
  /** @throws ApiError when the state does not allow it. */
  cancel(intent: PaymentIntent, reason: string | null): void;
  receiveFps(transfer: FpsTransfer): FpsResult;
  /** What the shopper did in the wallet; false when the attempt was no longer open. */
  answerWallet(token: string, answer: WalletAnswer): boolean;
  /** Ends one attempt's time now, as if it had passed; false when it is not open any more. */
  expireNow(handle: string): boolean;
  /** Ends the sessions whose time is over. Called by a timer and before each read. */
  expireDue(): void;
}

export function createPayments(
  context: SimulatorContext,
  state: AirwallexState,
  notify: Notifications,
  settings: { readonly behaviour: BehaviourSetting; readonly outages: Outages },
): Payments {
  const { behaviour, outages } = settings;
  const now = (): number => context.now().getTime();
  /** Attempts a timer must still look at. */
  const waiting = new Set<{ intent: PaymentIntent; attempt: PaymentAttempt }>();
  for (const found of state.attemptsByHandle.values()) {
    if (found.attempt.status === 'AUTHENTICATION_REDIRECTED') waiting.add(found);
  }

  function setIntent(intent: PaymentIntent, status: IntentStatus): void {
    intent.updatedAt = now();
    if (intent.status === status) return;
    intent.status = status;
    if (status !== 'REQUIRES_CUSTOMER_ACTION') intent.nextAction = null;
    notify.intent(`payment_intent.${status.toLowerCase()}`, intent);
  }

  function endAttempt(
    intent: PaymentIntent,
    attempt: PaymentAttempt,
    end: { status: 'FAILED' | 'EXPIRED' | 'CANCELLED'; failureCode: string | null; event: string },
  ): void {
    attempt.status = end.status;
    attempt.failureCode = end.failureCode;
    attempt.updatedAt = now();
    notify.attempt(`payment_attempt.${end.event}`, attempt, intent);
  }

  function logMoney(
    intent: PaymentIntent,
    attempt: PaymentAttempt,
    kind: 'captured' | 'declined',
    detail: string,
    amountMinor = attempt.amountMinor,
  ): void {
    context.log.append({
      provider: 'airwallex',
      kind,
      paymentId: intent.id,
      reference: intent.merchantOrderId,
      method: attempt.method,
      amountMinor,
      currency: intent.currency,
      detail,
    });
  }

  /** Money came. Logged before anything else changes, so that no crash can hide it. */
  function capture(
    intent: PaymentIntent,
    attempt: PaymentAttempt,
    transactionId: string,
    amountMinor = attempt.amountMinor,
  ): void {
    logMoney(intent, attempt, 'captured', transactionId, amountMinor);
    // A QR code paid twice: the second transfer becomes an attempt of its own.
    const taker = attempt.capturedMinor === 0 ? attempt : repeatAttempt(attempt, now());
    if (taker !== attempt) intent.attempts.push(taker);
    taker.status = 'CAPTURE_REQUESTED';
    taker.failureCode = null;
    taker.capturedMinor = amountMinor;
    taker.providerTransactionId = transactionId;
    taker.updatedAt = now();
    intent.latestAttemptId = taker.id;
    notify.attempt('payment_attempt.capture_requested', taker, intent);
    for (const other of intent.attempts) {
      if (OPEN_ATTEMPT.includes(other.status)) {
        endAttempt(intent, other, { status: 'CANCELLED', failureCode: null, event: 'cancelled' });
      }
    }
    setIntent(intent, 'SUCCEEDED');
  }

  function expireDue(): void {
    for (const entry of waiting) {
      const { intent, attempt } = entry;
      if (attempt.status !== 'AUTHENTICATION_REDIRECTED') {
        waiting.delete(entry);
      } else if (attempt.expiresAt <= now()) {
        waiting.delete(entry);
        endAttempt(intent, attempt, {
          status: 'EXPIRED',
          failureCode: 'expired',
          event: 'expired',
        });
        if (intent.latestAttemptId === attempt.id) setIntent(intent, 'REQUIRES_PAYMENT_METHOD');
      }
    }
  }

  return {
    expireDue,
    expireNow(handle) {
      const found = state.attemptsByHandle.get(handle);
      if (found?.attempt.status !== 'AUTHENTICATION_REDIRECTED') return false;
      found.attempt.expiresAt = now();
      expireDue();
      return true;
    },
    create(input) {
      const intent: PaymentIntent = {
        ...input,
        id: newId('int'),
        clientSecret: randomBytes(24).toString('base64url'),
        createdAt: now(),
        updatedAt: now(),
        attempts: [],
        latestAttemptId: null,
        nextAction: null,
        status: 'REQUIRES_PAYMENT_METHOD',
        cancellationReason: null,
        cancelledAt: null,
      };
      state.intents.set(intent.id, intent);
      notify.intent('payment_intent.created', intent);
      return intent;
    },

    confirm(intent, method, flow) {
      requireStatus(intent, CONFIRMABLE, 'confirm');
      requireMethodFits(intent, method, flow);
      if (outages.of(method) === 'refuses') {
        throw new ApiError(400, 'provider_unavailable', `${method} cannot be reached`);
      }
      for (const attempt of intent.attempts) {
        if (OPEN_ATTEMPT.includes(attempt.status)) {
          endAttempt(intent, attempt, {
            status: 'CANCELLED',
            failureCode: null,
            event: 'cancelled',
          });
        }
      }
      const attempt = newAttempt(intent, method, flow, now());
      const entry = { intent, attempt };
      intent.attempts.push(attempt);
      intent.latestAttemptId = attempt.id;
      state.attemptsByHandle.set(attempt.handle, entry);
      waiting.add(entry);
      intent.nextAction = nextAction(context.origin, intent, attempt, behaviour.get());
      notify.attempt('payment_attempt.authentication_redirected', attempt, intent);
      setIntent(intent, 'REQUIRES_CUSTOMER_ACTION');
    },

    cancel(intent, reason) {
      requireStatus(intent, CANCELLABLE, 'cancel');
      for (const attempt of intent.attempts) {
        if (OPEN_ATTEMPT.includes(attempt.status)) {
          endAttempt(intent, attempt, {
            status: 'CANCELLED',
            failureCode: null,
            event: 'cancelled',
          });
        }
      }
      intent.cancellationReason = reason;
      intent.cancelledAt = now();
      context.log.append({
        provider: 'airwallex',
        kind: 'canceled',
        paymentId: intent.id,
        reference: intent.merchantOrderId,
        method: intent.attempts.at(-1)?.method ?? 'none',
        amountMinor: intent.amountMinor,
        currency: intent.currency,
      });
      setIntent(intent, 'CANCELLED');
    },

    receiveFps(transfer) {
      const { transactionId } = transfer;
      const reject = (reason: string): FpsResult => ({ status: 'rejected', transactionId, reason });
      const found = state.attemptsByHandle.get(transfer.reference ?? '');
      if (found === undefined || found.attempt.method !== 'fps') return reject('reference_unknown');
      const { intent, attempt } = found;
      const amountFits =
        transfer.amountMinor === attempt.amountMinor || behaviour.get().fpsAmounts === 'any';
      if (!amountFits || transfer.currency !== intent.currency) {
        return reject('amount_mismatch');
      }
      if (intent.status === 'CANCELLED') {
        logMoney(intent, attempt, 'declined', 'payment_intent_cancelled');
        return reject('payment_cancelled');
      }
      // The payer's bank gives the money back, and nobody tells the shop.
      if (outages.of('fps') !== null) return reject('payee_unavailable');
      capture(intent, attempt, transactionId, transfer.amountMinor);
      return { status: 'accepted', transactionId };
    },

    answerWallet(token, answer) {
      expireDue();
      const found = state.attemptsByHandle.get(token);
      if (found === undefined || !OPEN_ATTEMPT.includes(found.attempt.status)) return false;
      const { intent, attempt } = found;
      const outage = outages.of(attempt.method);
      if (outage === 'silent') return true;
      if (answer === 'approve' && outage === null) {
        capture(intent, attempt, `wlt_${randomBytes(8).toString('hex')}`);
      } else if (answer !== 'never') {
        const failureCode = answer === 'refuse' ? 'customer_cancelled' : 'provider_declined';
        logMoney(intent, attempt, 'declined', failureCode);
        endAttempt(intent, attempt, {
          status: 'FAILED',
          failureCode,
          event: 'authorization_failed',
        });
        setIntent(intent, 'REQUIRES_PAYMENT_METHOD');
      } else {
        attempt.status = 'PENDING_AUTHORIZATION';
        attempt.updatedAt = now();
        notify.attempt('payment_attempt.pending_authorization', attempt, intent);
        setIntent(intent, 'PENDING');
      }
      return true;
    },
  };
}

import { z } from 'zod';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import type { Money } from '#lib/domain/money.ts';
import type { PayoutAnswer, ReportedPayout } from '#lib/domain/payout.ts';
import type {
  PaymentLookup,
  PaymentProvider,
  ProviderConnection,
  ProviderId,
} from '#lib/domain/provider.ts';
import type { ReportedReview, ReviewAnswer } from '#lib/domain/review.ts';
import type { SetupAnswer, SetupOutcome } from '#lib/domain/saved-card.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { type DisputeBook, type DisputeChange, createDisputeBook } from './scripted-disputes.ts';
import {
  type CaptureRefusal,
  type ScriptedCharge,
  type ScriptedRefund,
  type StartEffect,
  createBook,
  scriptedCard,
  unknownAnswer,
} from './scripted-book.ts';

/**
 * What becomes of a call: the answer arrives, it is lost before or after the provider acted on it, or
 * our process dies at that moment (the call throws ProcessDiedError, and nothing is recorded).
 */
export type CallFate =
  | 'answered'
  | 'lost_before_effect'
  | 'lost_after_effect'
  | 'process_dies_before_effect'
  | 'process_dies_after_effect';

export type ScriptedCall =
  | 'start'
  | 'retrieve'
  | 'cancel'
  | 'capture'
  | 'refund'
  | 'dispute'
  | 'review'
  | 'payout';

/** Stands for the death of the process that made the call. */
export class ProcessDiedError extends Error {
  constructor() {
    super('The process died during a call to the provider.');
    this.name = 'ProcessDiedError';
  }
}

/** A provider whose answers a test writes, and which keeps its own record of what moved. */
export interface ScriptedProvider {
  readonly provider: PaymentProvider;
  /** What the next payments come to, in order; when the list is empty, `capture`. */
  queueEffects(...effects: readonly StartEffect[]): void;
  /** What becomes of the next calls of a kind, in order; when the list is empty, `answered`. */
  queueFates(call: ScriptedCall, ...fates: readonly CallFate[]): void;
  /** Every charge ever made: the same idempotency key never makes two by itself. */
  readonly charges: readonly ScriptedCharge[];
  readonly refunds: readonly ScriptedRefund[];
  /** Calls received, lost ones included. */
  readonly calls: readonly { readonly call: ScriptedCall; readonly attemptId: PaymentAttemptId }[];
  /** Whether money can still come: a code can be paid late, and twice, until it is called off. */
  canBePaid(attemptId: PaymentAttemptId): boolean;
  /** The shopper pays, whatever the payment's state. */
  shopperPays(attemptId: PaymentAttemptId, amount?: Money): ScriptedCharge;
  /** The shopper or the bank says no. Nothing happens to a payment that took money. */
  shopperDeclines(attemptId: PaymentAttemptId): void;
  /** The shopper passes 3-D Secure: the money is taken, or held where that was asked for. */
  shopperApproves(attemptId: PaymentAttemptId): void;
  /** The provider refuses the next capture, and goes on holding the money. */
  refuseCapture(reason: CaptureRefusal): void;
  /** The provider errs on the next captures, does nothing, and keeps the error for their keys. */
  errOnCapture(times: number): void;
  /** The provider lets held money go: its time is up. */
  lapse(attemptId: PaymentAttemptId): void;
  /** The provider lets an unpaid payment expire. */
  expire(attemptId: PaymentAttemptId): void;
  /** What the provider would post about a payment: headers and raw body. */
  notificationOf(
    attemptId: PaymentAttemptId,
    eventId: string,
    about?: NotificationAbout,
  ): { headers: Readonly<Record<string, string>>; rawBody: string };
  /** What the provider answers of reviews and payouts, by its ids of them. */
  readonly reviews: Map<string, ReportedReview>;
  readonly payouts: Map<string, ReportedPayout>;
  /** The provider's disputes, which a test opens and decides. */
  readonly disputes: Omit<DisputeBook, 'open'> & {
    /** A shopper's bank disputes a payment; returns the provider's id of it. */
    open(attemptId: PaymentAttemptId, change?: DisputeChange): string;
  };
}

export interface ScriptedProviderOptions {
  readonly id?: ProviderId;
  readonly methods?: PaymentProvider['methods'];
  readonly keyTtlMs?: number;
  readonly refundable?: boolean;
  /** Starts the provider's own ids; its id unless told. */
  readonly referencePrefix?: string;
  /** Dates captures. */
  readonly now: () => Date;
  /** How long a required action stays open, in milliseconds. */
  readonly actionLifetimeMs?: number;
}

const SIGNATURE_HEADER = 'x-scripted-signature';
const SIGNATURE = 'genuine';
const DAY_MS = 24 * 60 * 60 * 1000;
/** How long Airwallex keeps an FPS code payable. */
const TEN_MINUTES_MS = 10 * 60 * 1000;

const notificationSchema = z.object({
  eventId: z.string(),
  providerReference: z.string(),
  attemptId: z.string().transform((id) => id as PaymentAttemptId), // branded where it is read
  about: z
    .object({
      kind: z.enum(['dispute', 'review', 'payout']),
      providerReference: z.string(),
    })
    .optional(),
});
export type NotificationAbout = NonNullable<z.infer<typeof notificationSchema>['about']>;

export function createScriptedProvider(options: ScriptedProviderOptions): ScriptedProvider {
  const book = createBook({
    prefix: options.referencePrefix ?? options.id ?? 'stripe',
    now: options.now,
    actionLifetimeMs: options.actionLifetimeMs ?? TEN_MINUTES_MS,
  });
  const reviews = new Map<string, ReportedReview>();
  const payouts = new Map<string, ReportedPayout>();
  const disputes = createDisputeBook({
    prefix: options.referencePrefix ?? options.id ?? 'stripe',
    now: options.now,
  });
  const calls: { call: ScriptedCall; attemptId: PaymentAttemptId }[] = [];
  const fates = new Map<ScriptedCall, CallFate[]>();
  const effects: StartEffect[] = [];

  /** Runs `act` or not, and tells the caller or not, as the script says. */
  async function perform<T>(
    call: ScriptedCall,
    attemptId: PaymentAttemptId,
    act: () => T,
    lost: () => T,
  ): Promise<T> {
    calls.push({ call, attemptId });
    // A real call takes its time: others get their turn before and after the effect.
    await Promise.resolve();
    const fate = fates.get(call)?.shift() ?? 'answered';
    switch (fate) {
      case 'answered':
        return act();
      case 'lost_before_effect':
        return lost();
      case 'lost_after_effect':
        act();
        return lost();
      case 'process_dies_before_effect':
        throw new ProcessDiedError();
      case 'process_dies_after_effect':
        act();
        throw new ProcessDiedError();
      default:
        return unreachable(fate);
    }
  }

  const setups = new Map<string, SetupAnswer>();

  /** As a payment would go: what captures keeps. */
  function startScriptedSetup(setupId: string): SetupAnswer {
    const known = setups.get(setupId);
    if (known !== undefined) return known;
    const providerReference = `${options.referencePrefix ?? 'scripted'}_setup_${setups.size + 1}`;
    const answer: SetupAnswer = {
      providerReference,
      outcome: setupOutcome(effects.shift() ?? 'capture', providerReference),
    };
    setups.set(setupId, answer);
    return answer;
  }

  const connection: ProviderConnection = {
    startPayment: (request) =>
      perform(
        'start',
        request.attemptId,
        () => book.start(request, () => effects.shift() ?? 'capture'),
        () => timedOut(null),
      ),
    retrievePayment: (lookup) =>
      perform(
        'retrieve',
        lookup.attemptId,
        () => book.retrieve(lookup),
        () => timedOut(lookup),
      ),
    cancelPayment: (lookup) =>
      perform(
        'cancel',
        lookup.attemptId,
        () => book.cancel(lookup),
        () => timedOut(lookup),
      ),
    capturePayment: (request) =>
      perform(
        'capture',
        request.payment.attemptId,
        () => book.capture(request),
        () => timedOut(request.payment),
      ),
    refundPayment: (request) =>
      perform('refund', request.attemptId, () => book.refund(request), lostAnswer),
    retrieveDispute: (reference) =>
      perform(
        'dispute',
        reference as PaymentAttemptId, // a call about no attempt
        () => disputes.retrieve(reference),
        lostAnswer,
      ),
    retrieveReview: (reference) =>
      perform<ReviewAnswer>(
        'review',
        reference as PaymentAttemptId, // a call about no attempt
        () => {
          const review = reviews.get(reference);
          return review === undefined ? { kind: 'absent' } : { kind: 'found', review };
        },
        lostAnswer,
      ),
    retrievePayout: (reference) =>
      perform<PayoutAnswer>(
        'payout',
        reference as PaymentAttemptId, // a call about no attempt
        () => {
          const payout = payouts.get(reference);
          return payout === undefined ? { kind: 'absent' } : { kind: 'found', payout };
        },
        lostAnswer,
      ),
    readNotification: ({ headers, rawBody }) => {
      if (headers[SIGNATURE_HEADER] !== SIGNATURE) return { ok: false, reason: 'bad_signature' };
      const { eventId, providerReference, attemptId, about } = notificationSchema.parse(
        JSON.parse(rawBody),
      );
      const payment = { providerReference, attemptId };
      return {
        ok: true,
        notification: {
          eventId,
          eventType: 'payment.changed',
          payment: about?.kind === 'payout' ? null : payment,
          ...(about === undefined
            ? {}
            : { [about.kind]: { providerReference: about.providerReference } }),
        },
      };
    },
    checkConnection: () => Promise.resolve({ kind: 'works', answeredAt: options.now() }),
    browserSettings: () => ({ publishableKey: 'pk_test_scripted', scriptUrl: null }),
    savedCards: {
      createCustomer: ({ customerId }) =>
        Promise.resolve({ kind: 'created', providerCustomer: `scripted_${customerId}` }),
      detachCard: () => Promise.resolve({ kind: 'detached' }),
      startSetup: ({ setupId }) => Promise.resolve(startScriptedSetup(setupId)),
      retrieveSetup: ({ setupId }) =>
        Promise.resolve(setups.get(setupId) ?? { outcome: { kind: 'absent' } }),
      cancelSetup: ({ setupId }) => {
        const known = setups.get(setupId);
        if (known?.outcome.kind !== 'requires_action') {
          return Promise.resolve(known ?? { outcome: { kind: 'absent' } });
        }
        const canceled: SetupAnswer = { ...known, outcome: { kind: 'canceled' } };
        setups.set(setupId, canceled);
        return Promise.resolve(canceled);
      },
    },
  };

  return {
    provider: {
      id: options.id ?? 'stripe',
      methods: options.methods ?? METHOD_IDS,
      keyTtlMs: options.keyTtlMs ?? DAY_MS,
      refundable: options.refundable ?? true,
      credentialsSchema: z.object({}),
      credentialsMode: () => 'test',
      connect: () => connection,
    },
    queueEffects: (...queued) => void effects.push(...queued),
    queueFates: (call, ...queued) => void fates.set(call, [...(fates.get(call) ?? []), ...queued]),
    charges: book.charges,
    refunds: book.refunds,
    calls,
    canBePaid: (attemptId) => book.canBePaid(attemptId),
    shopperPays: (attemptId, amount) => book.charge(book.paymentOf(attemptId), amount),
    shopperDeclines: (attemptId) => book.end(book.paymentOf(attemptId), 'declined'),
    shopperApproves: (attemptId) => book.approve(book.paymentOf(attemptId)),
    refuseCapture: (reason) => book.refuseCapture(reason),
    errOnCapture: (times) => book.errOnCapture(times),
    lapse: (attemptId) => book.end(book.paymentOf(attemptId), 'canceled'),
    expire: (attemptId) => book.end(book.paymentOf(attemptId), 'expired'),
    notificationOf: (attemptId, eventId, about) => ({
      headers: { [SIGNATURE_HEADER]: SIGNATURE },
      rawBody: JSON.stringify({
        eventId,
        providerReference: book.paymentOf(attemptId).reference,
        attemptId,
        ...(about === undefined ? {} : { about }),
      }),
    }),
    reviews,
    payouts,
    disputes: {
      ...disputes,
      open(attemptId, change = {}) {
        const payment = book.paymentOf(attemptId);
        return disputes.open(payment, change.amount ?? payment.request.amount, change);
      },
    },
  };
}

function setupOutcome(effect: StartEffect, reference: string): SetupOutcome {
  switch (effect) {
    case 'capture':
    case 'authorize':
      return { kind: 'kept', card: scriptedCard(reference) };
    case 'require_action':
      return {
        kind: 'requires_action',
        nextAction: { type: 'provider_sdk', clientSecret: `${reference}_secret` },
      };
    case 'pend':
      return { kind: 'pending' };
    case 'decline':
      return { kind: 'declined', code: 'do_not_honor', providerCode: 'scripted_decline' };
    default:
      return unreachable(effect);
  }
}

function timedOut(lookup: PaymentLookup | null): ReturnType<typeof unknownAnswer> {
  return unknownAnswer(lookup?.providerReference ?? null, 'timeout', 'the answer was lost');
}

function lostAnswer() {
  return { kind: 'unknown', cause: 'timeout', detail: 'the answer was lost' } as const;
}

import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { isExpressMethod } from '#lib/domain/method-id.ts';
import type { KeptCard } from '#lib/domain/kept-card.ts';
import { type Money, add, compare, zero } from '#lib/domain/money.ts';
import type { NextAction } from '#lib/domain/next-action.ts';
import type {
  PaymentOutcome,
  ProviderAnswer,
  ReportedCapture,
} from '#lib/domain/payment-outcome.ts';
import type {
  CaptureAnswer,
  CaptureRequest,
  LookupAnswer,
  PaymentLookup,
  RefundAnswer,
  RefundRequest,
  StartPaymentRequest,
} from '#lib/domain/provider.ts';
import { unreachable } from '#lib/domain/unreachable.ts';

/** What a new payment comes to at the provider. */
export type StartEffect = 'capture' | 'authorize' | 'require_action' | 'pend' | 'decline';

export type CaptureRefusal = NonNullable<CaptureAnswer['refusal']>;

/** One movement of a shopper's money, in the provider's own record. */
export interface ScriptedCharge {
  readonly reference: string;
  readonly attemptId: PaymentAttemptId;
  readonly idempotencyKey: string;
  readonly amount: Money;
}

export interface ScriptedRefund {
  readonly reference: string;
  readonly idempotencyKey: string;
  readonly providerReference: string;
  readonly amount: Money;
}

interface Payment {
  readonly reference: string;
  readonly request: StartPaymentRequest;
  state:
    | 'requires_action'
    | 'pending'
    | 'authorized'
    | 'captured'
    | 'declined'
    | 'expired'
    | 'canceled';
  readonly expiresAt: Date;
  readonly captures: ReportedCapture[];
}

/** The provider's own books: payments by idempotency key, charges and refunds in order. */
export function createBook(options: {
  readonly prefix: string;
  readonly now: () => Date;
  readonly actionLifetimeMs: number;
}) {
  const { now, prefix, actionLifetimeMs } = options;
  const payments = new Map<string, Payment>();
  const charges: ScriptedCharge[] = [];
  const refunds: ScriptedRefund[] = [];
  const refusals: CaptureRefusal[] = [];
  const spentKeys = new Set<string>();
  let erring = 0;

  function find({ attemptId, providerReference }: PaymentLookup): Payment | null {
    const all = [...payments.values()];
    const found = all.find(({ reference, request }) =>
      providerReference === null
        ? request.attemptId === attemptId
        : reference === providerReference,
    );
    return found ?? null;
  }

  function charge(payment: Payment, amount = payment.request.amount): ScriptedCharge {
    const { attemptId, idempotencyKey } = payment.request;
    const reference = `${prefix}_ch_${charges.length + 1}`;
    const made = { reference, attemptId, idempotencyKey, amount };
    charges.push(made);
    payment.captures.push({ reference, amount, capturedAt: now() });
    payment.state = 'captured';
    return made;
  }

  function apply(payment: Payment, effect: StartEffect): void {
    switch (effect) {
      case 'capture':
        if (payment.request.captureMethod === 'automatic') charge(payment);
        else payment.state = 'authorized';
        return;
      case 'authorize':
        payment.state = 'authorized';
        return;
      case 'require_action':
        payment.state = 'requires_action';
        return;
      case 'pend':
        payment.state = 'pending';
        return;
      case 'decline':
        payment.state = 'declined';
        return;
      default:
        unreachable(effect);
    }
  }

  return {
    charges,
    refunds,
    charge,
    approve: (payment: Payment) => {
      if (payment.state === 'requires_action') apply(payment, 'capture');
    },
    paymentOf(attemptId: PaymentAttemptId): Payment {
      const found = [...payments.values()].find(({ request }) => request.attemptId === attemptId);
      if (found === undefined) throw new Error(`The provider has no payment of ${attemptId}.`);
      return found;
    },
    canBePaid(attemptId: PaymentAttemptId): boolean {
      const payment = [...payments.values()].find(({ request }) => request.attemptId === attemptId);
      if (payment === undefined || payment.state === 'canceled') return false;
      const open = payment.state === 'requires_action' || payment.state === 'pending';
      return open || payment.request.method === 'fps';
    },
    end(payment: Payment, state: 'declined' | 'expired' | 'canceled'): void {
      if (payment.captures.length === 0) payment.state = state;
    },
    start(request: StartPaymentRequest, nextEffect: () => StartEffect): ProviderAnswer {
      const known = payments.get(request.idempotencyKey);
      if (known !== undefined) return answerOf(known);
      const payment: Payment = {
        reference: `${prefix}_pay_${payments.size + 1}`,
        request,
        state: 'pending',
        expiresAt: new Date(now().getTime() + actionLifetimeMs),
        captures: [],
      };
      payments.set(request.idempotencyKey, payment);
      apply(payment, nextEffect());
      return answerOf(payment);
    },
    retrieve(lookup: PaymentLookup): LookupAnswer {
      const payment = find(lookup);
      return payment === null ? { outcome: { kind: 'absent' } } : answerOf(payment);
    },
    cancel(lookup: PaymentLookup): LookupAnswer {
      const payment = find(lookup);
      if (payment === null) return { outcome: { kind: 'absent' } };
      const open: readonly Payment['state'][] = ['requires_action', 'pending', 'authorized'];
      if (open.includes(payment.state)) payment.state = 'canceled';
      return answerOf(payment);
    },
    capture(request: CaptureRequest): CaptureAnswer {
      const payment = find(request.payment);
      if (payment === null) {
        return unknownAnswer(request.payment.providerReference, 'provider_error', 'no payment');
      }
      if (erring > 0) {
        erring -= 1;
        spentKeys.add(request.idempotencyKey);
      }
      if (spentKeys.has(request.idempotencyKey)) {
        const erred = unknownAnswer(payment.reference, 'provider_error', 'HTTP 500');
        return { ...erred, keySpent: true };
      }
      const refusal = refusals.shift();
      if (refusal !== undefined) return { ...answerOf(payment), refusal };
      if (payment.state === 'authorized') charge(payment, request.amount);
      return answerOf(payment);
    },
    refuseCapture: (reason: CaptureRefusal) => void refusals.push(reason),
    errOnCapture: (times: number) => void (erring += times),
    refund(request: RefundRequest): RefundAnswer {
      const known = refunds.find(({ idempotencyKey }) => idempotencyKey === request.idempotencyKey);
      if (known !== undefined) return { kind: 'succeeded', refundReference: known.reference };
      const { providerReference, amount } = request;
      const payment = [...payments.values()].find(
        ({ reference }) => reference === providerReference,
      );
      const taken = sum(payment?.captures.map((capture) => capture.amount) ?? [], amount);
      const given = refunds.filter((refund) => refund.providerReference === providerReference);
      const after = sum([...given.map((refund) => refund.amount), amount], amount);
      if (compare(after, taken) > 0) return { kind: 'failed', providerCode: 'exceeds_charge' };
      const reference = `${prefix}_re_${refunds.length + 1}`;
      refunds.push({
        reference,
        idempotencyKey: request.idempotencyKey,
        providerReference,
        amount,
      });
      return { kind: 'succeeded', refundReference: reference };
    },
  };
}

function sum(amounts: readonly Money[], like: Money): Money {
  return amounts.reduce((total, amount) => add(total, amount), zero(like.currency));
}

function answerOf(payment: Payment): ProviderAnswer {
  const kept = payment.state === 'captured' && payment.request.keepCard !== undefined;
  return {
    outcome: outcomeOf(payment),
    providerReference: payment.reference,
    ...(kept ? { keptCard: scriptedCard(payment.reference) } : {}),
  };
}

/** The card that was kept with a payment, or a setup, of this reference. */
export function scriptedCard(reference: string): KeptCard {
  return {
    paymentMethod: `${reference}_card`,
    brand: 'visa',
    last4: '4242',
    expiryMonth: 12,
    expiryYear: 2034,
  };
}

function outcomeOf(payment: Payment): PaymentOutcome {
  const { state, captures, request, expiresAt } = payment;
  switch (state) {
    case 'captured': {
      const [first, ...more] = captures;
      if (first === undefined) throw new Error('A captured payment has a capture.');
      return { kind: 'captured', captures: [first, ...more] };
    }
    case 'requires_action':
      return { kind: state, nextAction: actionFor(payment), expiresAt };
    case 'authorized':
      return { kind: state, amount: request.amount };
    case 'declined':
      return { kind: state, code: 'insufficient_funds', providerCode: 'scripted_decline' };
    case 'pending':
    case 'expired':
    case 'canceled':
      return { kind: state };
    default:
      return unreachable(state);
  }
}

function actionFor({ request, reference }: Payment): NextAction {
  if (request.method === 'card' || isExpressMethod(request.method))
    return { type: 'provider_sdk', clientSecret: `${reference}_secret` };
  return {
    type: 'show_qr',
    payload: `scripted:${reference}`,
    scheme: request.method === 'fps' ? 'fps' : 'wallet',
  };
}

/** An answer that says nothing about the payment. */
export function unknownAnswer(
  providerReference: string | null,
  cause: 'timeout' | 'provider_error',
  detail: string,
): ProviderAnswer {
  return { outcome: { kind: 'unknown', cause, detail }, providerReference };
}

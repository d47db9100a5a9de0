import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import type { NewEvent } from '#lib/db/stores/event-store.ts';
import type { RefundRow } from '#lib/db/stores/money-store.ts';
import type { IntentRow } from '#lib/db/stores/session-store.ts';
import { chargeStatusOf, isHoldReleased } from '#lib/domain/charge.ts';
import type { EventType } from '#lib/domain/event-type.ts';
import type { NextAction } from '#lib/domain/next-action.ts';
import type { IntentStatus } from '#lib/domain/payment-intent.ts';
import { chargeObject } from './charge-object.ts';
import type { PaymentFacts } from './payment-facts.ts';
import { paymentIntentObject } from './payment-intent-object.ts';
import { refundObject } from './refund-object.ts';
import { setupIntentObject } from './setup-intent-object.ts';

/** What a change of an attempt makes happen, as events are told apart. */
export interface PaymentChange {
  readonly intent: IntentStatus;
  readonly attempt: AttemptRow;
}

/** The events that report a change, in the order in which they happened; none where nothing is to report. */
export function paymentEventTypes(
  before: PaymentChange,
  after: PaymentChange,
): readonly EventType[] {
  const types: EventType[] = [];
  const charge = chargeStatusOf(after.attempt);
  if (charge !== null && charge !== chargeStatusOf(before.attempt)) {
    types.push(`charge.${charge}`);
  }
  if (before.attempt.status === 'authorized' && after.attempt.status === 'captured') {
    types.push('charge.captured');
  }
  // Stripe tells of a hold that is let go as of money given back.
  if (isHoldReleased(after.attempt) && !isHoldReleased(before.attempt)) {
    types.push('charge.refunded');
  }
  const over = after.attempt.status === 'declined' || after.attempt.status === 'expired';
  if (over && after.attempt.status !== before.attempt.status && after.intent !== 'succeeded') {
    types.push('payment_intent.payment_failed');
  }
  const reached = TYPE_OF_STATUS[after.intent];
  if (after.intent !== before.intent && reached !== null) types.push(reached);
  return types;
}

const TYPE_OF_STATUS: Readonly<Record<IntentStatus, EventType | null>> = {
  requires_payment_method: null,
  requires_action: 'payment_intent.requires_action',
  processing: 'payment_intent.processing',
  requires_capture: 'payment_intent.amount_capturable_updated',
  succeeded: 'payment_intent.succeeded',
  canceled: 'payment_intent.canceled',
};

/** Events about a payment with the objects they are about, as these stand now. */
export function paymentEvents(
  types: readonly EventType[],
  facts: PaymentFacts & { readonly attempt: AttemptRow; readonly nextAction: NextAction | null },
): readonly NewEvent[] {
  if (facts.intent.purpose === 'setup') {
    return types.flatMap((type) =>
      SETUP_TYPES[type] === undefined ? [] : intentEvent(type, facts),
    );
  }
  return types.map((type) => {
    if (!type.startsWith('charge.')) return intentEvent(type, facts);
    const object = chargeObject(facts);
    const previousAttributes =
      type === 'charge.refunded'
        ? { previousAttributes: { amount_refunded: 0, refunded: false } }
        : {};
    return { type, subject: object.id, object, ...previousAttributes };
  });
}

export function intentEvent(
  type: EventType,
  facts: PaymentFacts & { readonly nextAction?: NextAction | null },
): NewEvent {
  const { intent } = facts;
  if (intent.purpose === 'payment') {
    return { type, subject: intent.id, object: paymentIntentObject(facts) };
  }
  const told = SETUP_TYPES[type];
  if (told === undefined) throw new Error(`Of a setup there is no ${type}.`);
  return { type: told, subject: intent.id, object: setupIntentObject(facts) };
}

/** What of a payment is told of a setup, by its own name. A charge there is none of. */
const SETUP_TYPES: Partial<Readonly<Record<EventType, EventType>>> = {
  'payment_intent.created': 'setup_intent.created',
  'payment_intent.requires_action': 'setup_intent.requires_action',
  'payment_intent.succeeded': 'setup_intent.succeeded',
  'payment_intent.payment_failed': 'setup_intent.setup_failed',
  'payment_intent.canceled': 'setup_intent.canceled',
};

/** That a refund was ordered, and what of its charge that gives back. `captures` hold the refund already. */
export function refundCreatedEvents(
  refund: RefundRow,
  facts: PaymentFacts & { readonly attempt: AttemptRow },
): readonly NewEvent[] {
  const charge = chargeObject(facts);
  return [
    {
      type: 'refund.created',
      subject: refund.id,
      object: refundObject({ refund, intentId: facts.intent.id }),
    },
    {
      type: 'charge.refunded',
      subject: charge.id,
      object: charge,
      previousAttributes: {
        amount_refunded: charge.amount_refunded - Number(refund.amount),
        ...(charge.refunded ? { refunded: false } : {}),
      },
    },
  ];
}

/** That a refund stands otherwise than before; none where it does not. */
export function refundChangedEvents(
  before: RefundRow,
  after: RefundRow,
  intentId: IntentRow['id'],
): readonly NewEvent[] {
  if (before.status === after.status) return [];
  const was = refundObject({ refund: before, intentId });
  const object = refundObject({ refund: after, intentId });
  const updated: NewEvent = {
    type: 'refund.updated',
    subject: after.id,
    object,
    previousAttributes: {
      balance_transaction: was.balance_transaction,
      status: was.status,
      ...(was.pending_reason === undefined ? {} : { pending_reason: was.pending_reason }),
    },
  };
  if (after.status !== 'failed') return [updated];
  return [updated, { type: 'refund.failed', subject: after.id, object }];
}

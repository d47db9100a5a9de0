import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { NotificationResult, ProviderNotification } from '#lib/domain/provider.ts';
import { type EventWire, eventSchema } from './wire.ts';

const TOLERANCE_MS = 5 * 60_000;

/**
 * Verifies and reads a notification. `x-signature` is the hex HMAC-SHA256 of `x-timestamp`
 * (milliseconds) followed by the raw body:
 * https://www.airwallex.com/docs/developer-tools/webhooks/listen-for-webhook-events
 */
export function readAirwallexNotification(input: {
  headers: Readonly<Record<string, string>>;
  rawBody: string;
  secret: string;
  now: Date;
}): NotificationResult {
  const timestamp = input.headers['x-timestamp'] ?? '';
  const signature = input.headers['x-signature'] ?? '';
  if (!/^\d{1,15}$/.test(timestamp) || !/^[0-9a-f]{64}$/i.test(signature)) {
    return { ok: false, reason: 'bad_signature' };
  }
  const expected = createHmac('sha256', input.secret)
    .update(timestamp + input.rawBody)
    .digest();
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) {
    return { ok: false, reason: 'bad_signature' };
  }
  if (Math.abs(input.now.getTime() - Number(timestamp)) > TOLERANCE_MS) {
    return { ok: false, reason: 'too_old' };
  }
  const event = parseEvent(input.rawBody);
  return event === null
    ? { ok: false, reason: 'unreadable' }
    : { ok: true, notification: notificationOf(event) };
}

function parseEvent(rawBody: string): EventWire | null {
  let json: unknown;
  try {
    json = JSON.parse(rawBody);
  } catch {
    return null;
  }
  const parsed = eventSchema.safeParse(json);
  return parsed.success ? parsed.data : null;
}

function notificationOf(event: EventWire): ProviderNotification {
  const { id } = event.data.object;
  return {
    eventId: event.id,
    eventType: event.name,
    payment: paymentOf(event),
    ...(event.name.startsWith('payment_dispute.') && id
      ? { dispute: { providerReference: id } }
      : {}),
  };
}

function paymentOf(event: EventWire): ProviderNotification['payment'] {
  const { object } = event.data;
  const providerReference = event.name.startsWith('payment_intent.')
    ? object.id
    : /^(payment_attempt|payment_dispute|refund)\./.test(event.name)
      ? object.payment_intent_id
      : null;
  if (!providerReference) return null;
  // A refund has no order id of its own; ours carries the attempt in its metadata.
  const attemptId = object.merchant_order_id ?? object.metadata?.['praya_attempt'];
  return { providerReference, attemptId: attemptIdOf(attemptId) };
}

function attemptIdOf(value: unknown): PaymentAttemptId | null {
  // Ours, as Airwallex echoes it. Its existence is checked where it is used.
  return typeof value === 'string' && /^pa_\w{1,60}$/.test(value)
    ? (value as PaymentAttemptId)
    : null;
}

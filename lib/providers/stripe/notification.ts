import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { NotificationResult, ProviderNotification } from '#lib/domain/provider.ts';
import { ATTEMPT_METADATA_KEY, SETUP_METADATA_KEY } from './attempt-metadata.ts';
import { type EventWire, eventSchema } from './wire.ts';

/** Stripe's own tolerance: https://docs.stripe.com/webhooks#replay-attacks */
const TOLERANCE_S = 300;
/** A header lists one signature for each live secret; more than a few is not Stripe. */
const MAX_HEADER_ITEMS = 20;

/**
 * Verifies and reads a notification. The signature scheme is `t=<unix>,v1=<hex>[,v1=<hex>…]` where
 * v1 is HMAC-SHA256 of `<t>.<raw body>`: https://docs.stripe.com/webhooks#verify-manually.
 */
export function readStripeNotification(input: {
  signatureHeader: string | undefined;
  rawBody: string;
  secret: string;
  now: Date;
}): NotificationResult {
  const signed = parseHeader(input.signatureHeader ?? '');
  if (signed === null) return { ok: false, reason: 'bad_signature' };
  const expected = createHmac('sha256', input.secret)
    .update(`${signed.timestamp}.${input.rawBody}`)
    .digest();
  if (!signed.signatures.some((signature) => isEqual(expected, signature))) {
    return { ok: false, reason: 'bad_signature' };
  }
  const ageS = Math.floor(input.now.getTime() / 1000) - Number(signed.timestamp);
  if (ageS > TOLERANCE_S) return { ok: false, reason: 'too_old' };
  const event = parseEvent(input.rawBody);
  return event === null
    ? { ok: false, reason: 'unreadable' }
    : { ok: true, notification: notificationOf(event) };
}

function parseHeader(header: string): { timestamp: string; signatures: string[] } | null {
  let timestamp: string | null = null;
  const signatures: string[] = [];
  for (const item of header.split(',', MAX_HEADER_ITEMS)) {
    const [scheme, value] = item.trim().split('=', 2);
    if (scheme === 't' && value !== undefined && /^\d{1,12}$/.test(value)) timestamp = value;
    if (scheme === 'v1' && value !== undefined) signatures.push(value);
  }
  return timestamp === null || signatures.length === 0 ? null : { timestamp, signatures };
}

function isEqual(expected: Buffer, signatureHex: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(signatureHex)) return false;
  return timingSafeEqual(expected, Buffer.from(signatureHex, 'hex'));
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
  const setup = setupOf(event);
  const { id } = event.data.object;
  return {
    eventId: event.id,
    eventType: event.type,
    payment: paymentOf(event),
    ...(setup === null ? {} : { setup }),
    ...(event.type.startsWith('charge.dispute.') && id
      ? { dispute: { providerReference: id } }
      : {}),
    ...(event.type.startsWith('review.') && id ? { review: { providerReference: id } } : {}),
    ...(event.type === 'payout.reconciliation_completed' && id
      ? { payout: { providerReference: id } }
      : {}),
  };
}

function setupOf(event: EventWire): NonNullable<ProviderNotification['setup']> | null {
  const { id, metadata } = event.data.object;
  if (!event.type.startsWith('setup_intent.') || !id) return null;
  const value = metadata?.[SETUP_METADATA_KEY];
  return {
    providerReference: id,
    setupId: value && /^\w{1,64}$/.test(value) ? value : null,
  };
}

function paymentOf(event: EventWire): ProviderNotification['payment'] {
  const { object } = event.data;
  const providerReference = event.type.startsWith('payment_intent.')
    ? object.id
    : /^(charge|refund|review)\./.test(event.type)
      ? idOf(object.payment_intent)
      : null;
  if (!providerReference) return null;
  return { providerReference, attemptId: attemptIdOf(object.metadata) };
}

function idOf(reference: EventWire['data']['object']['payment_intent']): string | null {
  if (!reference) return null;
  return typeof reference === 'string' ? reference : reference.id;
}

function attemptIdOf(metadata: Record<string, string> | null | undefined): PaymentAttemptId | null {
  const value = metadata?.[ATTEMPT_METADATA_KEY];
  // Ours, as Stripe echoes it: only we write this key. Its existence is checked where it is used.
  return value && /^pa_\w{1,60}$/.test(value) ? (value as PaymentAttemptId) : null;
}

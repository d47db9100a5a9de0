import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readAirwallexNotification } from './notification.ts';

const SECRET = 'airwallex_secret';
const SIGNED_AT_MS = 1_700_000_000_000;
const LONG = 'x'.repeat(256);

function sign(body: string, secret = SECRET, timestamp = String(SIGNED_AT_MS)) {
  const signature = createHmac('sha256', secret)
    .update(timestamp + body)
    .digest('hex');
  return { 'x-timestamp': timestamp, 'x-signature': signature };
}

function read(rawBody: string, headers: Record<string, string>, ageMs = 0) {
  const now = new Date(SIGNED_AT_MS + ageMs);
  return readAirwallexNotification({ rawBody, headers, secret: SECRET, now });
}

function event(name: string, object: Record<string, unknown>): string {
  return JSON.stringify({ id: 'evt_1', name, account_id: 'acct_1', data: { object } });
}

describe('the signature of an Airwallex notification', () => {
  const body = event('payment_intent.succeeded', { id: 'int_1', merchant_order_id: 'pa_one' });

  it('matches a fixed vector', () => {
    const headers = {
      'x-timestamp': '1700000000000',
      'x-signature': '8b1fc74b53f22b4c9df09eb4bfd282f3e4e69cc4fa897896170a7501724ea91f',
    };
    // Verified, and then found to have no content of an event.
    expect(read('{"id":"evt_1","object":"event"}', headers)).toEqual({
      ok: false,
      reason: 'unreadable',
    });
    expect(read('{"id":"evt_2","object":"event"}', headers)).toEqual({
      ok: false,
      reason: 'bad_signature',
    });
  });

  it.each([
    ['no headers', {}],
    ['no timestamp', { 'x-signature': sign(body)['x-signature'] }],
    ['a timestamp that is no number', sign(body, SECRET, '1700000000000 ')],
    ['another timestamp', { ...sign(body), 'x-timestamp': '1700000000001' }],
    ['another secret', sign(body, 'other')],
    ['a cut signature', { ...sign(body), 'x-signature': sign(body)['x-signature'].slice(2) }],
    ['another body', sign(`${body} `)],
  ])('refuses %s', (_, headers) => {
    expect(read(body, headers)).toEqual({ ok: false, reason: 'bad_signature' });
  });

  it('is good for five minutes either way', () => {
    expect(read(body, sign(body), 300_000).ok).toBe(true);
    expect(read(body, sign(body), -300_000).ok).toBe(true);
    expect(read(body, sign(body), 300_001)).toEqual({ ok: false, reason: 'too_old' });
    expect(read(body, sign(body), -300_001)).toEqual({ ok: false, reason: 'too_old' });
  });
});

it.each([
  { id: LONG },
  { name: LONG },
  { data: { object: { id: LONG } } },
  { data: { object: { payment_intent_id: LONG } } },
])('an Airwallex notification with a name too long to keep is unreadable', (change) => {
  const text = JSON.stringify({
    ...(JSON.parse(event('refund.settled', {})) as object),
    ...change,
  });
  expect(read(text, sign(text))).toEqual({ ok: false, reason: 'unreadable' });
  const short = text.replace(LONG, LONG.slice(1));
  expect(read(short, sign(short)).ok).toBe(true);
});

describe('what an Airwallex notification is about', () => {
  it.each([
    ['payment_intent.succeeded', { id: 'int_1', merchant_order_id: 'pa_one' }, 'pa_one'],
    [
      'payment_attempt.capture_requested',
      { id: 'att_1', payment_intent_id: 'int_1', merchant_order_id: 'pa_one' },
      'pa_one',
    ],
    [
      'refund.settled',
      { id: 'rfd_1', payment_intent_id: 'int_1', metadata: { praya_attempt: 'pa_one' } },
      'pa_one',
    ],
    ['payment_intent.succeeded', { id: 'int_1', merchant_order_id: 'order 7' }, null],
  ])('%s is about its intent', (name, object, attemptId) => {
    const body = event(name, object);
    expect(read(body, sign(body))).toEqual({
      ok: true,
      notification: {
        eventId: 'evt_1',
        eventType: name,
        payment: { providerReference: 'int_1', attemptId },
      },
    });
  });

  it('is the dispute of a payment_dispute event, too', () => {
    const body = event('payment_dispute.requires_response', {
      id: 'dis_1',
      payment_intent_id: 'int_1',
      merchant_order_id: 'pa_one',
    });
    expect(read(body, sign(body))).toEqual({
      ok: true,
      notification: {
        eventId: 'evt_1',
        eventType: 'payment_dispute.requires_response',
        payment: { providerReference: 'int_1', attemptId: 'pa_one' },
        dispute: { providerReference: 'dis_1' },
      },
    });
  });

  it('is no payment of ours for other events', () => {
    const body = event('payout.transfer.paid', { id: 'x', payment_intent_id: 'int_1' });
    expect(read(body, sign(body))).toMatchObject({ ok: true, notification: { payment: null } });
  });
});

import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { readStripeNotification } from './notification.ts';

const SECRET = 'whsec_test_secret';
const SIGNED_AT_S = 1_700_000_000;
const LONG = 'x'.repeat(256);

function read(rawBody: string, signatureHeader: string | undefined, ageS = 0) {
  const now = new Date((SIGNED_AT_S + ageS) * 1000);
  return readStripeNotification({ rawBody, signatureHeader, secret: SECRET, now });
}

/** Signed by Stripe's own library, so that the check is not against ourselves. */
function sign(payload: string, secret = SECRET, timestamp = SIGNED_AT_S): string {
  return new Stripe('sk_test_x').webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

function event(type: string, object: Record<string, unknown>): string {
  return JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } });
}

describe('the signature of a Stripe notification', () => {
  const body = event('payment_intent.succeeded', { object: 'payment_intent', id: 'pi_1' });

  it('matches the published scheme on a fixed vector', () => {
    const header =
      't=1700000000,v1=0c8670ed117751cc551a20e35839447075c42800ea3cf3e8a2fbda99cd1e6edd';
    // Verified, and then found to have no content of an event.
    expect(read('{"id":"evt_1","object":"event"}', header)).toEqual({
      ok: false,
      reason: 'unreadable',
    });
    expect(read('{"id":"evt_2","object":"event"}', header)).toEqual({
      ok: false,
      reason: 'bad_signature',
    });
  });

  it('accepts what the SDK signs, and any one of several signatures', () => {
    expect(read(body, sign(body)).ok).toBe(true);
    const rolled = `${sign(body, 'whsec_old')},v1=${sign(body).split('v1=')[1]}`;
    expect(read(body, rolled).ok).toBe(true);
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['no timestamp', sign(body).replace(/^t=\d+,/, '')],
    ['no v1', sign(body).replace('v1=', 'v0=')],
    ['another secret', sign(body, 'whsec_other')],
    ['another timestamp', sign(body).replace('1700000000', '1700000001')],
    ['a cut signature', sign(body).slice(0, -2)],
    ['another body', sign(body.replace('pi_1', 'pi_2'))],
  ])('refuses %s', (_, header) => {
    expect(read(body, header)).toEqual({ ok: false, reason: 'bad_signature' });
  });

  it('is good for 300 seconds', () => {
    expect(read(body, sign(body), 300).ok).toBe(true);
    expect(read(body, sign(body), 301)).toEqual({ ok: false, reason: 'too_old' });
  });

  it('is over the raw text: the same JSON written otherwise is refused', () => {
    const spaced = JSON.stringify(JSON.parse(body), null, 2);
    expect(read(spaced, sign(body))).toEqual({ ok: false, reason: 'bad_signature' });
  });

  it.each(['not json', '[]', '{"object":"event","id":"evt_1"}'])(
    'reads %s as unreadable',
    (text) => {
      expect(read(text, sign(text))).toEqual({ ok: false, reason: 'unreadable' });
    },
  );
});

it.each([
  { id: LONG },
  { type: LONG },
  { data: { object: { object: 'charge', id: LONG } } },
  { data: { object: { object: 'charge', payment_intent: LONG } } },
  { data: { object: { object: 'charge', payment_intent: { id: LONG } } } },
])('a Stripe notification with a name too long to keep is unreadable', (change) => {
  const whole = {
    ...(JSON.parse(event('charge.updated', { object: 'charge' })) as object),
    ...change,
  };
  const text = JSON.stringify(whole);
  expect(read(text, sign(text))).toEqual({ ok: false, reason: 'unreadable' });
  const short = text.replace(LONG, LONG.slice(1));
  expect(read(short, sign(short)).ok).toBe(true);
});

describe('what a Stripe notification is about', () => {
  function paymentOf(type: string, object: Record<string, unknown>) {
    const body = event(type, object);
    const result = read(body, sign(body));
    if (!result.ok) throw new Error(result.reason);
    return result.notification.payment;
  }
  const metadata = { praya_attempt: 'pa_1' };

  it('is the intent of a payment_intent event', () => {
    expect(
      paymentOf('payment_intent.succeeded', { object: 'payment_intent', id: 'pi_1', metadata }),
    ).toEqual({ providerReference: 'pi_1', attemptId: 'pa_1' });
  });

  it.each(['charge.refunded', 'charge.dispute.created', 'refund.updated'])(
    'is the intent that %s names',
    (type) => {
      const object = { object: 'other', id: 'x_1', payment_intent: 'pi_1', metadata: {} };
      expect(paymentOf(type, object)).toEqual({ providerReference: 'pi_1', attemptId: null });
    },
  );

  it('is the dispute of a charge.dispute event, too, and of no other', () => {
    const object = { object: 'dispute', id: 'du_1', payment_intent: 'pi_1', metadata: {} };
    const readAs = (type: string) => {
      const body = event(type, object);
      return read(body, sign(body));
    };
    expect(readAs('charge.dispute.funds_withdrawn')).toEqual({
      ok: true,
      notification: {
        eventId: 'evt_1',
        eventType: 'charge.dispute.funds_withdrawn',
        payment: { providerReference: 'pi_1', attemptId: null },
        dispute: { providerReference: 'du_1' },
      },
    });
    const refunded = readAs('charge.refunded');
    expect(refunded.ok && refunded.notification).not.toHaveProperty('dispute');
  });

  it('is the review or the payout that such an event names', () => {
    const readAs = (type: string, object: Record<string, unknown>) => {
      const body = event(type, object);
      const result = read(body, sign(body));
      return result.ok ? result.notification : null;
    };
    const review = { object: 'review', id: 'prv_1', payment_intent: 'pi_1' };
    expect(readAs('review.opened', review)).toMatchObject({
      payment: { providerReference: 'pi_1' },
      review: { providerReference: 'prv_1' },
    });
    const payout = { object: 'payout', id: 'po_1' };
    expect(readAs('payout.reconciliation_completed', payout)).toMatchObject({
      payment: null,
      payout: { providerReference: 'po_1' },
    });
    expect(readAs('payout.paid', payout)).not.toHaveProperty('payout');
  });

  it('is nothing of ours for other events, and for charges without an intent', () => {
    const payout = { object: 'payout', id: 'po_1', payment_intent: 'pi_1' };
    expect(paymentOf('payout.paid', payout)).toBeNull();
    expect(
      paymentOf('charge.succeeded', { object: 'charge', id: 'ch_1', payment_intent: null }),
    ).toBeNull();
  });

  it('takes no attempt from metadata that is not in our form', () => {
    const object = {
      object: 'payment_intent',
      id: 'pi_1',
      metadata: { praya_attempt: "pa_1' or 1" },
    };
    expect(paymentOf('payment_intent.created', object)).toEqual({
      providerReference: 'pi_1',
      attemptId: null,
    });
  });
});

describe('a Stripe notification of a card that is to be kept', () => {
  function notificationOf(type: string, object: Record<string, unknown>) {
    const body = event(type, object);
    const result = read(body, sign(body));
    if (!result.ok) throw new Error(result.reason);
    return result.notification;
  }

  it.each([
    [{ praya_setup: 'set_1' }, 'set_1'],
    [{ praya_setup: "set_1' or 1" }, null],
    [{}, null],
  ])('names the setup, and our reference of %j', (metadata, setupId) => {
    const object = { object: 'setup_intent', id: 'seti_1', metadata };
    expect(notificationOf('setup_intent.succeeded', object)).toEqual({
      eventId: 'evt_1',
      eventType: 'setup_intent.succeeded',
      payment: null,
      setup: { providerReference: 'seti_1', setupId },
    });
  });

  it('is none for a payment, whatever its metadata says', () => {
    const metadata = { praya_setup: 'set_1' };
    const object = { object: 'payment_intent', id: 'pi_1', metadata };
    expect(notificationOf('payment_intent.succeeded', object)).not.toHaveProperty('setup');
  });
});

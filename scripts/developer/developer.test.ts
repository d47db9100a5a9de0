import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '#lib/domain/event-type.ts';
import { listenSecret, signedHeaders } from './listener.ts';
import { NOT_TRIGGERED, TRIGGER_TYPES, nearestType } from './recipes.ts';
import { DeveloperInputError, findApp } from './running-app.ts';

const KEY = 'praya_sk_test_1234';

describe('the app to work with', () => {
  const demoFile = join(mkdtempSync(join(tmpdir(), 'praya-developer-')), 'demo.json');
  const demo = { app: 'http://localhost:3000', simulator: 'http://localhost:4010', secretKey: KEY };
  writeFileSync(demoFile, JSON.stringify(demo));

  test('is the demo’s unless another is named', () => {
    expect(findApp({}, demoFile)).toEqual({
      origin: demo.app,
      simulator: demo.simulator,
      key: KEY,
    });
    const other = findApp({ app: 'https://pay.example.hk/', key: KEY }, demoFile);
    expect(other).toEqual({ origin: 'https://pay.example.hk', simulator: null, key: KEY });
  });

  test('is never worked with by a live key, and is asked for where there is none', () => {
    expect(() => findApp({ key: 'praya_sk_live_1' }, demoFile)).toThrow(/test-mode key/);
    expect(() => findApp({}, `${demoFile}.none`)).toThrow(DeveloperInputError);
  });
});

test('what is forwarded is verified by the SDK with the secret that was printed', () => {
  const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'charge.failed' });
  const secret = listenSecret(KEY);
  const headers = signedHeaders(body, secret, new Date());
  const event = new Stripe(KEY).webhooks.constructEvent(
    body,
    headers['stripe-signature'] ?? '',
    secret,
  );
  expect(event.id).toBe('evt_1');
});

test('the secret is the same at every start, and another for another key or machine', () => {
  expect(listenSecret(KEY, 'a')).toBe(listenSecret(KEY, 'a'));
  expect(
    new Set([listenSecret(KEY, 'a'), listenSecret(KEY, 'b'), listenSecret('x', 'a')]),
  ).toHaveProperty('size', 3);
});

test('every event that Praya writes can be triggered, or is named among those that cannot be yet', () => {
  expect([...TRIGGER_TYPES, ...NOT_TRIGGERED].toSorted()).toEqual(
    Object.keys(EVENT_TYPES).toSorted(),
  );
});

test('a slip of the pen finds the type that was meant', () => {
  expect(nearestType('payment_intent.suceeded')).toBe('payment_intent.succeeded');
  expect(nearestType('checkout.session.complete')).toBe('checkout.session.completed');
});

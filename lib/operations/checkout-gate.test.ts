import { describe, expect, it } from 'vitest';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { createSecretBox } from '#lib/platform/secret-box.ts';
import { checkGate, formTokenFor } from './checkout-gate.ts';
import type { AppContext } from './context.ts';

const ORIGIN = 'https://pay.example.hk';
// The gate looks at nothing else of the context.
const context = {
  env: { PUBLIC_ORIGIN: ORIGIN },
  secrets: createSecretBox(Buffer.alloc(32, 7).toString('base64')),
} as AppContext;
const sessionId = 'cs_test_mine' as CheckoutSessionId;
const formToken = formTokenFor(context, sessionId);

describe('the gate in front of every server action', () => {
  const verdict = (change: Partial<Parameters<typeof checkGate>[1]>) =>
    checkGate(context, {
      origin: ORIGIN,
      fetchSite: 'same-origin',
      subject: sessionId,
      formToken,
      ...change,
    });

  it('opens for a form of this session posted from our own origin', () => {
    expect(verdict({})).toBe('open');
    expect(verdict({ fetchSite: null }), 'an old browser says no more than Origin').toBe('open');
  });

  it('takes a missing or opaque origin only on the browser’s own word', () => {
    for (const origin of [null, 'null']) {
      expect(verdict({ origin })).toBe('open');
      expect(verdict({ origin, fetchSite: null })).toBe('wrong_origin');
      expect(verdict({ origin, fetchSite: 'cross-site' })).toBe('wrong_origin');
      expect(verdict({ origin, fetchSite: 'same-site' })).toBe('wrong_origin');
      expect(verdict({ origin, fetchSite: 'none' })).toBe('wrong_origin');
    }
  });

  it('stays shut for any other origin, however close', () => {
    for (const origin of [
      'https://evil.example',
      'https://pay.example.hk.evil.example',
      'http://pay.example.hk',
      'https://pay.example.hk:8443',
      'https://pay.example.hk/',
      '',
    ]) {
      expect(verdict({ origin }), origin).toBe('wrong_origin');
    }
    expect(verdict({ fetchSite: 'cross-site' })).toBe('wrong_origin');
  });

  it('stays shut for a token that was altered, cut, left out or another session’s', () => {
    const other = formTokenFor(context, 'cs_test_other' as CheckoutSessionId);
    for (const wrong of ['', formToken.slice(0, -1), `${formToken}A`, other]) {
      expect(verdict({ formToken: wrong })).toBe('wrong_token');
    }
  });
});

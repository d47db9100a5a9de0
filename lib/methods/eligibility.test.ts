import { describe, expect, it } from 'vitest';
import { IN_APP_BROWSERS, type InAppBrowser } from '#lib/domain/in-app-browser.ts';
import { METHOD_IDS, chargesCard } from '#lib/domain/method-id.ts';
import { money } from '#lib/domain/money.ts';
import { METHODS } from './catalogue.ts';
import { type EligibilityContext, eligibleMethods } from './eligibility.ts';

const all = METHOD_IDS.map((method) => ({
  method,
  enabled: true,
  provider: 'airwallex' as const,
}));
const context: EligibilityContext = {
  amount: money(12850n, 'HKD'),
  device: { form: 'desktop', os: 'other' },
  settings: all,
  captureMethod: 'automatic',
  allowed: null,
};
const reasonOf = (change: Partial<EligibilityContext>, method: string) =>
  eligibleMethods({ ...context, ...change }).find((row) => row.method === method)?.reason;

describe('which methods can pay', () => {
  it('keeps the order the merchant set', () => {
    const settings = all.toReversed();
    expect(eligibleMethods({ ...context, settings }).map(({ method }) => method)).toEqual(
      settings.map(({ method }) => method),
    );
  });

  it('says why a method cannot, with the limit it goes by', () => {
    expect(reasonOf({}, 'fps')).toBeNull();
    expect(reasonOf({ amount: money(12850n, 'USD') }, 'fps')).toEqual({ code: 'currency' });
    expect(reasonOf({ amount: money(399n, 'HKD') }, 'card')).toEqual({
      code: 'below_minimum',
      minMinor: 400n,
    });
    expect(reasonOf({ amount: money(5_000_001n, 'HKD') }, 'alipayhk')).toEqual({
      code: 'above_maximum',
      maxMinor: 5_000_000n,
    });
    expect(
      reasonOf({ settings: [{ method: 'fps', enabled: false, provider: 'airwallex' }] }, 'fps'),
    ).toEqual({ code: 'switched_off', publicReason: {} });
  });

  it('leaves out what the session leaves out, cards with the wallets that hold them', () => {
    const offered = (change: Partial<EligibilityContext>) =>
      eligibleMethods({ ...context, ...change }).map(({ method }) => method);
    expect(offered({ excluded: ['card'] })).toEqual(
      METHOD_IDS.filter((method) => !chargesCard(method)),
    );
    expect(offered({ allowed: ['card', 'fps'], excluded: ['google_pay'] })).toEqual([
      'card',
      'fps',
      'apple_pay',
    ]);
  });

  it('says where an app’s own browser is what keeps a method from working', () => {
    const inside = (inApp: InAppBrowser, change: Partial<EligibilityContext> = {}) =>
      reasonOf({ device: { form: 'phone', os: 'ios', inApp }, ...change }, 'alipayhk');
    expect(inside('wechat')).toEqual({ code: 'in_app_browser', app: 'wechat' });
    expect(inside('alipay')).toBeNull();
    // Opening another browser would not help here, and is not what is said.
    expect(inside('wechat', { amount: money(12850n, 'USD') })).toEqual({ code: 'currency' });
  });

  it('leaves a way to pay in every app’s own browser', () => {
    for (const inApp of IN_APP_BROWSERS) {
      const device = { form: 'phone', os: 'ios', inApp } as const;
      const usable = eligibleMethods({ ...context, device }).filter(
        ({ reason }) => reason === null,
      );
      expect(usable.map(({ method }) => method)).toEqual(expect.arrayContaining(['card', 'fps']));
    }
  });

  it('takes limits as inclusive', () => {
    expect(reasonOf({ amount: money(400n, 'HKD') }, 'card')).toBeNull();
    expect(reasonOf({ amount: money(5_000_000n, 'HKD') }, 'alipayhk')).toBeNull();
  });

  it('says why the merchant switched a method off', () => {
    const publicReason = { 'zh-HK': '系統維護' };
    const off = { method: 'payme', enabled: false, provider: 'airwallex', publicReason } as const;
    expect(reasonOf({ settings: [off] }, 'payme')).toEqual({ code: 'switched_off', publicReason });
  });

  it('goes by the merchant’s bounds in Hong Kong dollars, and by the method’s where those are stricter', () => {
    const bound = (method: 'card' | 'alipayhk' | 'payme', minAmount: bigint, maxAmount: bigint) =>
      ({ method, enabled: true, provider: 'airwallex', minAmount, maxAmount }) as const;
    const at = (
      amount: bigint,
      setting: ReturnType<typeof bound>,
      currency: 'HKD' | 'USD' = 'HKD',
    ) => reasonOf({ amount: money(amount, currency), settings: [setting] }, setting.method);
    const payme = bound('payme', 1_000n, 200_000n);
    expect(at(999n, payme)).toEqual({ code: 'below_minimum', minMinor: 1_000n });
    expect(at(1_000n, payme)).toBeNull();
    expect(at(200_000n, payme)).toBeNull();
    expect(at(200_001n, payme)).toEqual({ code: 'above_maximum', maxMinor: 200_000n });
    const wide = bound('alipayhk', 1n, 9_999_999n);
    expect(at(9n, wide)).toEqual({ code: 'below_minimum', minMinor: 10n });
    expect(at(5_000_001n, wide)).toEqual({ code: 'above_maximum', maxMinor: 5_000_000n });
    expect(at(500n, bound('card', 1_000n, 2_000n), 'USD')).toBeNull();
  });

  it('takes Octopus in multiples of ten cents', () => {
    expect(reasonOf({ amount: money(12_850n, 'HKD') }, 'octopus')).toBeNull();
    expect(reasonOf({ amount: money(12_855n, 'HKD') }, 'octopus')).toEqual({
      code: 'not_multiple',
      stepMinor: 10n,
    });
    expect(reasonOf({ amount: money(49n, 'HKD') }, 'octopus')).toMatchObject({
      code: 'below_minimum',
    });
  });

  it('offers no code to the phone that would have to scan it', () => {
    const phone = { device: { form: 'phone', os: 'ios' } } as const;
    const settings = [{ method: 'wechat_pay', enabled: true, provider: 'stripe' }] as const;
    const flowOf = (change: Partial<EligibilityContext>) =>
      eligibleMethods({ ...context, ...change }).find(({ method }) => method === 'wechat_pay')
        ?.flow;
    expect(reasonOf({ ...phone, settings }, 'wechat_pay')).toEqual({ code: 'other_device' });
    expect(reasonOf({ settings }, 'wechat_pay')).toBeNull();
    expect(reasonOf(phone, 'wechat_pay')).toBeNull();
    expect(flowOf(phone)).toBe('redirect');
    expect(flowOf({ settings })).toBe('qr');
  });

  it('leaves out what the session does not allow or the merchant never set up', () => {
    const only = eligibleMethods({ ...context, allowed: ['card'] });
    expect(only.map(({ method }) => method)).toEqual(['card', 'apple_pay', 'google_pay']);
    const wallet = eligibleMethods({ ...context, allowed: ['apple_pay'] });
    expect(wallet.map(({ method }) => method)).toEqual(['apple_pay']);
    expect(eligibleMethods({ ...context, settings: [] })).toEqual([]);
    const held = eligibleMethods({ ...context, captureMethod: 'manual' });
    expect(held.map(({ method }) => method)).toEqual(['card', 'apple_pay', 'google_pay']);
  });

  it('describes every method under its own id', () => {
    for (const id of METHOD_IDS) expect(METHODS[id].id).toBe(id);
  });
});

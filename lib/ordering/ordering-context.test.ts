import { describe, expect, it } from 'vitest';
import { money } from '#lib/domain/money.ts';
import { amountBand, levelKeys, orderingContext } from './ordering-context.ts';

describe('the context of a session', () => {
  it('bands amounts by what they are roughly worth, in any currency', () => {
    expect(amountBand(money(9_999n, 'HKD'))).toBe('small');
    expect(amountBand(money(10_000n, 'HKD'))).toBe('medium');
    expect(amountBand(money(49_999n, 'HKD'))).toBe('medium');
    expect(amountBand(money(50_000n, 'HKD'))).toBe('large');
    expect(amountBand(money(200_000n, 'HKD'))).toBe('very_large');
    expect(amountBand(money(5_000n, 'JPY'))).toBe('medium');
    expect(amountBand(money(10_000n, 'USD'))).toBe('large');
  });

  it('tells apart region, device, app and currency, each at its level', () => {
    const device = { form: 'phone', os: 'ios', inApp: 'wechat' } as const;
    const amount = money(20_000n, 'HKD');
    const context = orderingContext({ region: 'HK', device, amount });
    expect(context).toEqual({
      region: 'HK',
      device: 'ios',
      inApp: 'wechat',
      amountBand: 'medium',
      currency: 'HKD',
    });
    const keys = levelKeys(context);
    const other = levelKeys({ ...context, inApp: null });
    expect(other.region).toBe(keys.region);
    expect(other.device).not.toBe(keys.device);
    expect(levelKeys({ ...context, currency: 'USD' }).region).not.toBe(keys.region);
  });

  it('takes a region nobody could tell for one of its own, and tablets for desktops', () => {
    const tablet = { form: 'desktop', os: 'ios' } as const;
    const context = orderingContext({ region: null, device: tablet, amount: money(1n, 'HKD') });
    expect(context).toMatchObject({ region: 'unknown', device: 'desktop', inApp: null });
  });
});

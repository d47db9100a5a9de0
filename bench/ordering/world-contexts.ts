import { AMOUNT_BANDS, type OrderingContext } from '#lib/ordering/ordering-context.ts';
import type { Random } from '#lib/ordering/random.ts';
import { at } from './at.ts';

export const WORLD_METHODS = [
  'card',
  'fps',
  'alipayhk',
  'payme',
  'octopus',
  'wechat_pay',
  'alipay',
  'apple_pay',
  'google_pay',
  'unionpay',
  'atome',
  'bank_transfer',
] as const;

export const REGIONS = ['HK', 'CN', 'MO', 'TW', 'SG', 'other'] as const;
export const DEVICES = ['ios', 'android', 'desktop'] as const;
const APPS = [null, 'wechat'] as const;

const REGION_SHARES = [0.6, 0.15, 0.06, 0.06, 0.05, 0.08];
const DEVICE_SHARES = [0.45, 0.33, 0.22];
const IN_APP_SHARES = [0.25, 0.25, 0.02];
const BAND_SHARES = [0.3, 0.4, 0.22, 0.08];

/** One of the 144 kinds of shopper, by the index of each part. */
export interface WorldContext {
  readonly index: number;
  readonly region: number;
  readonly device: number;
  readonly app: number;
  readonly band: number;
  /** What the engine is told of it. */
  readonly seen: OrderingContext;
}

export const WORLD_CONTEXTS: readonly WorldContext[] = REGIONS.flatMap((region, r) =>
  DEVICES.flatMap((device, d) =>
    APPS.flatMap((inApp, a) =>
      AMOUNT_BANDS.map((amountBand, b) => ({
        index: ((r * DEVICES.length + d) * APPS.length + a) * AMOUNT_BANDS.length + b,
        region: r,
        device: d,
        app: a,
        band: b,
        seen: { region, device, inApp, amountBand, currency: 'HKD' },
      })),
    ),
  ),
);

/** Which kind of shopper comes next. */
export function drawContext(random: Random): WorldContext {
  const r = drawIndex(random, REGION_SHARES);
  const d = drawIndex(random, DEVICE_SHARES);
  const a = random.next() < at(IN_APP_SHARES, d) ? 1 : 0;
  const b = drawIndex(random, BAND_SHARES);
  return at(WORLD_CONTEXTS, ((r * DEVICES.length + d) * APPS.length + a) * BAND_SHARES.length + b);
}

/** An index in proportion to its share. */
export function drawIndex(random: Random, shares: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < shares.length; index += 1) total += at(shares, index);
  let left = random.next() * total;
  for (let index = 0; index < shares.length; index += 1) {
    left -= at(shares, index);
    if (left < 0) return index;
  }
  return shares.length - 1;
}

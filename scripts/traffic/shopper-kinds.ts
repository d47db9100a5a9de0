import { type Random, seededRandom } from '#lib/ordering/random.ts';
import {
  DEVICES,
  REGIONS,
  WORLD_METHODS,
  type WorldContext,
} from '../../bench/ordering/world-contexts.ts';

/** What a shopper's browser says of itself, and what is in the basket. */
export interface ShopperSigns {
  readonly headers: Readonly<Record<string, string>>;
  readonly amountMinor: number;
  readonly device: 'phone' | 'desktop';
}

const USER_AGENTS: Readonly<Record<(typeof DEVICES)[number], string>> = {
  ios: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  android:
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
  desktop:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
};

const LANGUAGES: Readonly<Record<(typeof REGIONS)[number], string>> = {
  HK: 'zh-HK,zh;q=0.9,en;q=0.8',
  CN: 'zh-CN,zh;q=0.9',
  MO: 'zh-MO,zh;q=0.9,en;q=0.8',
  TW: 'zh-TW,zh;q=0.9,en;q=0.7',
  SG: 'en-SG,en;q=0.9,zh;q=0.7',
  other: 'en-GB,en;q=0.9',
};

/** Hong Kong dollars, from and below, by the bands of `lib/ordering/ordering-context.ts`. */
const AMOUNTS = [
  [20, 100],
  [100, 500],
  [500, 2_000],
  [2_000, 6_000],
] as const;

/** `number`: which shopper of the run it is; each has an address of its own. */
export function signsOf(context: WorldContext, random: Random, number: number): ShopperSigns {
  const device = DEVICES[context.device] ?? 'desktop';
  const region = REGIONS[context.region] ?? 'HK';
  const [from, below] = AMOUNTS[context.band] ?? AMOUNTS[0];
  const inWechat = context.app === 1;
  return {
    headers: {
      'user-agent': `${USER_AGENTS[device]}${inWechat ? ' MicroMessenger/8.0.60' : ''}`,
      'accept-language': LANGUAGES[region],
      'x-forwarded-for': addressOf(number),
    },
    amountMinor: 100 * Math.floor(from + (below - from) * random.next()),
    device: device === 'desktop' ? 'desktop' : 'phone',
  };
}

/** Of the block that is set aside for measurements (RFC 2544), so that no two shoppers share one. */
function addressOf(number: number): string {
  const host = number % 131_072;
  return `198.${18 + (host >> 16)}.${(host >> 8) & 255}.${host & 255}`;
}

/** Shoppers of one kind, as the summary names them. */
export function kindName(context: WorldContext): string {
  const { region, device, inApp } = context.seen;
  return `${region} ${device}${inApp === null ? '' : ` in ${inApp}`}`;
}

/** A method's index in the shopper model. Throws for one that the model knows nothing of. */
export function methodIndex(method: string): number {
  const index = (WORLD_METHODS as readonly string[]).indexOf(method);
  if (index === -1) throw new Error(`The shopper model knows no method ${method}.`);
  return index;
}

/** Each shopper's own chances, so that who comes does not depend on who was served first. */
export function randomOf(seed: string, number: number): Random {
  return seededRandom(`traffic/${seed}/${number}`);
}

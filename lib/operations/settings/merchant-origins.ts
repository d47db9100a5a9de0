import type { Db } from '#lib/db/client.ts';
import {
  findMerchantOrigins,
  lockMerchant,
  setMerchantOrigins,
} from '#lib/db/stores/merchant-store.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { OriginPurpose } from '#lib/domain/merchant-origins.ts';
import { merchantUrlProblem } from '../merchant-url.ts';
import { ParamError } from '../param-error.ts';

/** Every answer of an embedded page carries all of them. */
export const MAX_ORIGINS = 20;

export interface OriginChange {
  readonly purpose: OriginPurpose;
  readonly mode: 'test' | 'live';
  readonly change: 'add' | 'remove';
  readonly origin: string;
}

export type OriginAnswer =
  | { readonly kind: 'changed'; readonly origins: readonly string[] }
  /** It was so already. */
  | { readonly kind: 'as_it_was'; readonly origins: readonly string[] }
  | { readonly kind: 'malformed'; readonly problem: string }
  | { readonly kind: 'too_many' }
  | { readonly kind: 'no_merchant' };

/** Adds or removes an origin of a merchant's; for pages opened from then on. Call it in a transaction. */
export async function changeOrigins(
  tx: Db,
  merchantId: MerchantId,
  { purpose, mode, change, origin }: OriginChange,
): Promise<OriginAnswer> {
  const problem = change === 'add' ? originProblem(origin, mode) : null;
  if (problem !== null) return { kind: 'malformed', problem };
  const row = await lockMerchant(tx, merchantId);
  if (row === null) return { kind: 'no_merchant' };
  const all = purpose === 'embed' ? row.embedOrigins : row.returnOrigins;
  const origins = all[mode];
  if (origins.includes(origin) === (change === 'add')) return { kind: 'as_it_was', origins };
  const changed =
    change === 'add' ? [...origins, origin] : origins.filter((other) => other !== origin);
  if (changed.length > MAX_ORIGINS) return { kind: 'too_many' };
  await setMerchantOrigins(tx, merchantId, purpose, { ...all, [mode]: changed });
  return { kind: 'changed', origins: changed };
}

/**
 * What is wrong with an origin, or null. It is written into a header as it stands, so beyond being an
 * address it may hold nothing that a policy would read as more than one host: a URL's host may have `;` and
 * `,` in it, and a policy knows no IPv6. https://www.w3.org/TR/CSP3/#grammardef-host-source
 */
function originProblem(origin: string, mode: 'test' | 'live'): string | null {
  const problem = merchantUrlProblem(origin, { loopbackHttp: mode === 'test' });
  if (problem !== null) return problem;
  const bare = /^https?:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?$/;
  return bare.test(origin) && new URL(origin).origin === origin
    ? null
    : 'must be scheme, host and port alone, such as https://shop.example.hk (no path, no wildcard, no default port, in lower case)';
}

/** How long what was read is taken to be so; a server that opens sessions without a pause reads it once a second. */
const KNOWN_MS = 1_000;
const MAX_KNOWN = 10_000;
const known = new Map<string, { readonly origins: readonly string[]; readonly until: number }>();

/**
 * Holds addresses that shoppers are to be sent to, by the parameters that brought them, to the origins that the
 * merchant lists, where it lists any: whoever gets hold of a key of theirs cannot send shoppers elsewhere. Throws
 * ParamError.
 */
export async function requireReturnOrigins(
  tx: Db,
  owner: { readonly merchantId: MerchantId; readonly livemode: boolean },
  addresses: Readonly<Record<string, string | null | undefined>>,
): Promise<void> {
  const given = Object.entries(addresses).filter(
    ([, address]) => address != null && address !== '',
  );
  if (given.length === 0) return;
  const allowed = await returnOrigins(tx, owner);
  if (allowed.length === 0) return;
  for (const [param, address] of given) {
    const { origin } = new URL(address ?? '');
    if (allowed.includes(origin)) continue;
    throw new ParamError(
      param,
      `Invalid ${param}: ${origin} is not among the origins that pages of this account may lead to, which are ` +
        `${allowed.join(', ')}. They are listed in the dashboard, under Settings.`,
      'return_origin_not_allowed',
    );
  }
}

async function returnOrigins(
  tx: Db,
  owner: { readonly merchantId: MerchantId; readonly livemode: boolean },
): Promise<readonly string[]> {
  const key = `${owner.merchantId}:${owner.livemode}`;
  const now = performance.now();
  const found = known.get(key);
  if (found !== undefined && now < found.until) return found.origins;
  const all = await findMerchantOrigins(tx, owner.merchantId, 'return');
  const origins = all[owner.livemode ? 'live' : 'test'];
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, { origins, until: now + KNOWN_MS });
  return origins;
}

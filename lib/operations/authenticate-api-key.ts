import {
  findApiKeyByHash,
  noteApiKeyUse,
  setLastApiVersion,
} from '#lib/db/stores/api-key-store.ts';
import { hasExpired } from '#lib/domain/api-key-end.ts';
import type { ApiGrant } from '#lib/domain/api-scope.ts';
import type { ApiKeyId, MerchantId } from '#lib/domain/ids.ts';
import { hashApiKey, isApiKey } from '#lib/platform/api-key-format.ts';
import type { AppContext } from './context.ts';
import { isLiveAllowed } from './live-on-pglite.ts';

/** Uses of a key are noted at most this often. */
const USE_NOTED_EVERY_MS = 60 * 1000;
/** As often the version that a key's calls name: calls that alternate between two would write each time. */
const VERSION_NOTED_EVERY_MS = 60 * 1000;
const MAX_VERSIONS_NOTED = 10_000;

/** When this process last noted a key's version (ms of the clock). */
const versionNotedAt = new Map<ApiKeyId, number>();

export interface Caller {
  readonly keyId: ApiKeyId;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  /** What its key allows. */
  readonly grant: ApiGrant;
  /** What its calls named last, as far as that was noted; while one is answered, what it names. */
  readonly lastApiVersion: string | null;
}

/**
 * Whose key this is, or why it does not count. A key that is malformed, unknown or revoked gets the
 * same answer; a malformed one does not reach the database. That one has ended by itself is told to who
 * holds it: they have to ask for another.
 */
export async function authenticateApiKey(
  context: AppContext,
  key: string,
): Promise<Caller | 'invalid' | 'expired' | 'live_refused'> {
  if (!isApiKey(key)) return 'invalid';
  const { db } = context.database;
  const row = await findApiKeyByHash(db, hashApiKey(key));
  if (row === null || row.revokedAt !== null || row.kind === 'publishable') return 'invalid';
  const now = context.clock.now();
  if (hasExpired(row.expiresAt, now)) return 'expired';
  if (row.livemode && !isLiveAllowed(context)) return 'live_refused';

  const notedSince = new Date(now.getTime() - USE_NOTED_EVERY_MS);
  if (row.lastUsedAt === null || row.lastUsedAt < notedSince) {
    await noteApiKeyUse(db, row.id, { now, notedSince });
  }
  return {
    keyId: row.id,
    merchantId: row.merchantId,
    livemode: row.livemode,
    grant: row.kind === 'secret' ? 'everything' : new Set(row.scopes),
    lastApiVersion: row.lastApiVersion,
  };
}

/**
 * Keeps the API version that a key's calls name: endpoints are made for it unless told. The caller, with the
 * version of this call.
 */
export async function noteApiVersion(
  context: AppContext,
  caller: Caller,
  version: string,
): Promise<Caller> {
  if (caller.lastApiVersion === version) return caller;
  const now = context.clock.now().getTime();
  const notedAt = versionNotedAt.get(caller.keyId);
  if (notedAt === undefined || now - notedAt >= VERSION_NOTED_EVERY_MS) {
    if (versionNotedAt.size >= MAX_VERSIONS_NOTED) versionNotedAt.clear();
    versionNotedAt.set(caller.keyId, now);
    await setLastApiVersion(context.database.db, caller.keyId, version);
  }
  return { ...caller, lastApiVersion: version };
}

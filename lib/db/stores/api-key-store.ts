import { and, asc, eq, isNull, lt, or } from 'drizzle-orm';
import type { ApiKeyId, MerchantId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { apiKey } from '../schema/merchant.ts';
import { type Given, statement } from '../statement.ts';

export type ApiKeyRow = typeof apiKey.$inferSelect;

export async function insertApiKey(db: Db, row: ApiKeyRow): Promise<void> {
  await db.insert(apiKey).values(row);
}

/** How long a key that was found is taken to be as it was; what other processes change counts after that. */
const KNOWN_MS = 1_000;
/** Only keys that exist are known, so nobody fills this by guessing. */
const MAX_KNOWN = 10_000;

interface KnownKeys {
  readonly byHash: Map<string, { readonly row: ApiKeyRow; readonly until: number }>;
  readonly hashOf: Map<ApiKeyId, string>;
  /** Counts the changes: what was read while one was made may be from before it, and is not kept. */
  changes: number;
}

/** One in a process: the routes that read keys and the actions that change them are bundled apart. */
const HOLDER = Symbol.for('praya.known-keys');
type Holder = typeof globalThis & { [HOLDER]?: KnownKeys };
const holder = globalThis as Holder; // the symbol's slot is ours
holder[HOLDER] ??= { byHash: new Map(), hashOf: new Map(), changes: 0 };
const keys = holder[HOLDER];

/**
 * The key with this SHA-256 (hex), whether it still works or not, as it was within the last second: a key that
 * calls without a pause is not read again for each call. What this process changes of keys counts at once.
 */
export async function findApiKeyByHash(db: Db, hash: string): Promise<ApiKeyRow | null> {
  const askedAt = performance.now();
  const found = keys.byHash.get(hash);
  if (found !== undefined && askedAt < found.until) return found.row;
  const changesBefore = keys.changes;
  const [row] = await keyByHash(db, { hash });
  if (row === undefined) return null;
  if (keys.changes === changesBefore) {
    if (keys.byHash.size >= MAX_KNOWN) {
      keys.byHash.clear();
      keys.hashOf.clear();
    }
    keys.byHash.set(hash, { row, until: askedAt + KNOWN_MS });
    keys.hashOf.set(row.id, hash);
  }
  return row;
}

/** Has what changed of a key count at once. After a change in a transaction: call it when that is committed. */
export function forgetApiKey(id: ApiKeyId): void {
  keys.changes += 1;
  const hash = keys.hashOf.get(id);
  if (hash !== undefined) keys.byHash.delete(hash);
  keys.hashOf.delete(id);
}

/** Has a change counted at once, whether it succeeds or not. */
async function changing<Result>(id: ApiKeyId, change: Promise<Result>): Promise<Result> {
  try {
    return await change;
  } finally {
    forgetApiKey(id);
  }
}

const keyByHash = statement((db, given: Given<{ hash: string }>) =>
  db.select().from(apiKey).where(eq(apiKey.hash, given.hash)).limit(1),
);

/** The key with this id, whether it still works or not. */
export async function findApiKey(db: Db, id: ApiKeyId): Promise<ApiKeyRow | null> {
  const [row] = await db.select().from(apiKey).where(eq(apiKey.id, id)).limit(1);
  return row ?? null;
}

/**
 * Writes down which key comes after one, and when that one ends; false when another came before. Other calls
 * read the key as it was until `tx` is committed: `forgetApiKey` then.
 */
export async function replaceApiKey(
  tx: Db,
  id: ApiKeyId,
  input: { by: ApiKeyId; endsAt: Date },
): Promise<boolean> {
  const replaced = await changing(
    id,
    tx
      .update(apiKey)
      .set({ replacedBy: input.by, expiresAt: input.endsAt })
      .where(and(eq(apiKey.id, id), isNull(apiKey.replacedBy), isNull(apiKey.revokedAt)))
      .returning({ id: apiKey.id }),
  );
  return replaced.length > 0;
}

/** Notes a use, unless one was noted at or after `notedSince` already: not every call is a write. */
export async function noteApiKeyUse(
  db: Db,
  id: ApiKeyId,
  input: { now: Date; notedSince: Date },
): Promise<void> {
  await changing(
    id,
    db
      .update(apiKey)
      .set({ lastUsedAt: input.now })
      .where(
        and(
          eq(apiKey.id, id),
          or(isNull(apiKey.lastUsedAt), lt(apiKey.lastUsedAt, input.notedSince)),
        ),
      ),
  );
}

export async function setLastApiVersion(db: Db, id: ApiKeyId, version: string): Promise<void> {
  await changing(id, db.update(apiKey).set({ lastApiVersion: version }).where(eq(apiKey.id, id)));
}

/** Ends a key; false when there is none, or it was revoked before. */
export async function revokeApiKey(db: Db, id: ApiKeyId, now: Date): Promise<boolean> {
  const revoked = await changing(
    id,
    db
      .update(apiKey)
      .set({ revokedAt: now })
      .where(and(eq(apiKey.id, id), isNull(apiKey.revokedAt)))
      .returning({ id: apiKey.id }),
  );
  return revoked.length > 0;
}

/** A merchant's keys, the oldest first. */
export async function listApiKeys(db: Db, merchantId: MerchantId): Promise<readonly ApiKeyRow[]> {
  return db
    .select()
    .from(apiKey)
    .where(eq(apiKey.merchantId, merchantId))
    .orderBy(asc(apiKey.createdAt), asc(apiKey.id));
}

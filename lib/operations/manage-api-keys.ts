import type { Db } from '#lib/db/client.ts';
import {
  type ApiKeyRow,
  findApiKey,
  insertApiKey,
  listApiKeys,
  replaceApiKey,
  revokeApiKey,
} from '#lib/db/stores/api-key-store.ts';
import { findOperatorEmails } from '#lib/db/stores/operator-store.ts';
import { endOfRolledKey, hasExpired } from '#lib/domain/api-key-end.ts';
import type { ApiScope } from '#lib/domain/api-scope.ts';
import type { ApiKeyId, MerchantId, OperatorId } from '#lib/domain/ids.ts';
import { hashApiKey, newApiKey } from '#lib/platform/api-key-format.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from './context.ts';

interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

/** A key that was made. `key` is the only copy there will ever be: its hash alone is kept. */
export interface MadeKey {
  readonly row: ApiKeyRow;
  readonly key: string;
}

/** Makes a key of the merchant API: a secret key, or with scopes a restricted one. */
export async function makeApiKey(
  context: AppContext,
  tx: Db,
  input: Owner & {
    name: string | null;
    /** Null: everything. */
    scopes: readonly ApiScope[] | null;
    expiresAt: Date | null;
    /** Null: a command on the server. */
    madeBy: OperatorId | null;
  },
): Promise<MadeKey> {
  const { merchantId, livemode, name, scopes, expiresAt, madeBy } = input;
  const kind = scopes === null ? 'secret' : 'restricted';
  const key = newApiKey(livemode, kind);
  const row: ApiKeyRow = {
    id: newId('api_key'),
    merchantId,
    kind,
    livemode,
    hash: hashApiKey(key),
    last4: key.slice(-4),
    name,
    scopes: scopes === null ? null : [...new Set(scopes)].toSorted(),
    createdAt: context.clock.now(),
    madeBy,
    lastUsedAt: null,
    expiresAt,
    replacedBy: null,
    lastApiVersion: null,
    revokedAt: null,
  };
  await insertApiKey(tx, row);
  return { row, key };
}

/** Whether a key still works. Publishable ones are of no use here, and never did. */
export function isWorkingKey(row: ApiKeyRow, now: Date): boolean {
  return row.kind !== 'publishable' && row.revokedAt === null && !hasExpired(row.expiresAt, now);
}

/**
 * Makes a key that may do what another may, which ends after the overlap: time to hand the new one out. Both work
 * meanwhile. Null: it was rolled or revoked in this moment. Call `forgetApiKey` of the old one when `tx` has ended,
 * for only then do others read what was changed, perhaps even if it failed.
 */
export async function rollKey(
  context: AppContext,
  tx: Db,
  input: {
    /** One that still works. */
    old: ApiKeyRow;
    overlapHours: number;
    /** When the new one ends; left out, when the old one was to. */
    expiresAt?: Date | null;
    madeBy: OperatorId | null;
  },
): Promise<(MadeKey & { oldEndsAt: Date }) | null> {
  const { old, overlapHours, expiresAt = old.expiresAt, madeBy } = input;
  if (old.kind === 'publishable') throw new Error(`${old.id} is no key that can be rolled.`);
  const now = context.clock.now();
  const key = newApiKey(old.livemode, old.kind);
  const id = newId('api_key');
  const oldEndsAt = endOfRolledKey(now, overlapHours, old.expiresAt);
  if (!(await replaceApiKey(tx, old.id, { by: id, endsAt: oldEndsAt }))) return null;
  const row: ApiKeyRow = {
    ...old,
    id,
    hash: hashApiKey(key),
    last4: key.slice(-4),
    createdAt: now,
    madeBy,
    lastUsedAt: null,
    expiresAt,
  };
  await insertApiKey(tx, row);
  return { row, key, oldEndsAt };
}

/** Ends a key: the next call with it is refused. False: it had been revoked before. Then as `rollKey`. */
export function endKey(context: AppContext, tx: Db, { id }: ApiKeyRow): Promise<boolean> {
  return revokeApiKey(tx, id, context.clock.now());
}

/** A merchant's own key in its mode; null for anything else. */
export async function findOwnKey(db: Db, owner: Owner, id: string): Promise<ApiKeyRow | null> {
  const row = await findApiKey(db, id as ApiKeyId); // looked up, not trusted
  return row?.merchantId === owner.merchantId && row.livemode === owner.livemode ? row : null;
}

/** A key as its merchant's operators see it. */
export interface ListedKey {
  readonly row: ApiKeyRow;
  /** The address of who made it; null: a command on the server, or an account that is gone. */
  readonly madeBy: string | null;
}

/** A merchant's keys of one mode, the newest first. */
export async function listOwnKeys(db: Db, owner: Owner): Promise<readonly ListedKey[]> {
  const all = await listApiKeys(db, owner.merchantId);
  const rows = all.filter(
    ({ livemode, kind }) => livemode === owner.livemode && kind !== 'publishable',
  );
  const emails = await findOperatorEmails(
    db,
    rows.flatMap(({ madeBy }) => (madeBy === null ? [] : [madeBy])),
  );
  return rows
    .toReversed()
    .map((row) => ({ row, madeBy: row.madeBy === null ? null : (emails.get(row.madeBy) ?? null) }));
}

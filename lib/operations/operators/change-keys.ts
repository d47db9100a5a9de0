import { type ApiKeyRow, forgetApiKey } from '#lib/db/stores/api-key-store.ts';
import { MAX_OVERLAP_HOURS } from '#lib/domain/api-key-end.ts';
import type { ApiScope } from '#lib/domain/api-scope.ts';
import type { AppContext } from '../context.ts';
import { isLiveAllowed } from '../live-on-pglite.ts';
import {
  endKey,
  findOwnKey,
  isWorkingKey,
  listOwnKeys,
  makeApiKey,
  rollKey,
} from '../manage-api-keys.ts';
import { type Acting, auditOf, ownerOf } from './acting.ts';
import { writeAudit } from './write-audit.ts';

/** Keys that work at the same time, in one mode. */
export const MAX_WORKING_KEYS = 50;

export type MadeKeyResult =
  /** `key` is shown this once. */
  | { readonly kind: 'made'; readonly key: string }
  /** It would have ended before it began. */
  | { readonly kind: 'past' }
  | { readonly kind: 'many' }
  /** The database can lose payments: no live key is made on it. */
  | { readonly kind: 'live_refused' };

/** Makes a key in an operator's name. */
export async function createKey(
  context: AppContext,
  acting: Acting,
  input: { name: string; scopes: readonly ApiScope[] | null; expiresAt: Date | null },
): Promise<MadeKeyResult> {
  const owner = ownerOf(acting);
  const now = context.clock.now();
  if (owner.livemode && !isLiveAllowed(context)) return { kind: 'live_refused' };
  if (input.expiresAt !== null && input.expiresAt <= now) return { kind: 'past' };
  return context.database.db.transaction(async (tx): Promise<MadeKeyResult> => {
    const keys = await listOwnKeys(tx, owner);
    if (keys.filter(({ row }) => isWorkingKey(row, now)).length >= MAX_WORKING_KEYS) {
      return { kind: 'many' };
    }
    const madeBy = acting.asking.operator.id;
    const { row, key } = await makeApiKey(context, tx, { ...owner, ...input, madeBy });
    await writeAudit(context, tx, {
      ...auditOf(acting),
      action: 'key.created',
      subject: nameOf(row),
      after: factsOf(row),
    });
    return { kind: 'made', key };
  });
}

/** A key that is not there, or works no more, has nothing to be done to it. */
export type KeyGone = { readonly kind: 'gone' };

/** Makes a key in another's place; both work for `overlapHours` (0 to 168). */
export async function rollOwnKey(
  context: AppContext,
  acting: Acting,
  input: { id: string; overlapHours: number },
): Promise<{ kind: 'rolled'; key: string; oldEndsAt: Date } | KeyGone> {
  const overlapHours = Math.min(Math.max(input.overlapHours, 0), MAX_OVERLAP_HOURS);
  return changingKey(context, acting, input.id, async (tx, old) => {
    const madeBy = acting.asking.operator.id;
    const rolled = await rollKey(context, tx, { old, overlapHours, madeBy });
    if (rolled === null) return { kind: 'gone' };
    await writeAudit(context, tx, {
      ...auditOf(acting),
      action: 'key.rolled',
      subject: nameOf(old),
      before: factsOf(old),
      after: { ...factsOf(rolled.row), overlapHours },
    });
    return { kind: 'rolled', key: rolled.key, oldEndsAt: rolled.oldEndsAt };
  });
}

/** Ends a key at once. */
export async function revokeOwnKey(
  context: AppContext,
  acting: Acting,
  input: { id: string },
): Promise<{ kind: 'revoked' } | KeyGone> {
  return changingKey(context, acting, input.id, async (tx, row) => {
    if (!(await endKey(context, tx, row))) return { kind: 'gone' };
    await writeAudit(context, tx, {
      ...auditOf(acting),
      action: 'key.revoked',
      subject: nameOf(row),
      before: factsOf(row),
    });
    return { kind: 'revoked' };
  });
}

async function changingKey<Result>(
  context: AppContext,
  acting: Acting,
  id: string,
  change: (tx: AppContext['database']['db'], row: ApiKeyRow) => Promise<Result>,
): Promise<Result | KeyGone> {
  const found = await findOwnKey(context.database.db, ownerOf(acting), id);
  if (found === null || !isWorkingKey(found, context.clock.now())) return { kind: 'gone' };
  const changing = context.database.db.transaction((tx) => change(tx, found));
  // Only now do others read what was changed, perhaps even if it failed.
  return changing.finally(() => forgetApiKey(found.id));
}

/** As a person tells it from others. */
function nameOf({ id, name, last4 }: ApiKeyRow): string {
  return `${name ?? id} (…${last4})`;
}

function factsOf({ kind, livemode, scopes, expiresAt }: ApiKeyRow) {
  return {
    mode: livemode ? 'live' : 'test',
    kind,
    ...(scopes === null ? {} : { scopes: scopes.join(' ') }),
    ...(expiresAt === null ? {} : { ends: expiresAt.toISOString() }),
  };
}

import { z } from 'zod';
import { findApiKey, forgetApiKey } from '#lib/db/stores/api-key-store.ts';
import { MAX_OVERLAP_HOURS } from '#lib/domain/api-key-end.ts';
import type { ApiKeyId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import { isWorkingKey, rollKey } from '../manage-api-keys.ts';
import { AdminInputError, readInput, requireLiveAllowed } from './admin-input.ts';
import { readKeyEnd } from './key-end-input.ts';

const inputSchema = z.strictObject({
  key: z.string().startsWith('key_', 'must be the id of a key (key_…), not the key: see "list"'),
  overlapHours: z
    .number(`must be from 0 to ${MAX_OVERLAP_HOURS}`)
    .int('must be whole hours')
    .min(0, `must be from 0 to ${MAX_OVERLAP_HOURS}`)
    .max(MAX_OVERLAP_HOURS, `must be from 0 to ${MAX_OVERLAP_HOURS}`),
  /** When the new key ends; left out, when the old one was to end, if ever. */
  expires: z.string().exactOptional(),
});

/**
 * Rolls a key by `rollKey`. Throws AdminInputError, of a key too that works no more or was rolled before.
 */
export async function rollApiKey(
  context: AppContext,
  input: z.input<typeof inputSchema>,
): Promise<{ id: ApiKeyId; key: string; oldEndsAt: Date }> {
  const { key: oldId, overlapHours, expires } = readInput(inputSchema, input);
  const now = context.clock.now();
  const rolling = context.database.db.transaction(async (tx) => {
    const old = await findApiKey(tx, oldId as ApiKeyId); // looked up, not trusted
    if (old === null || !isWorkingKey(old, now)) {
      throw new AdminInputError(`There is no key ${oldId} that still works.`);
    }
    requireLiveAllowed(context, old.livemode ? 'live' : 'test');
    const expiresAt = expires === undefined ? old.expiresAt : readKeyEnd(expires, now);
    const rolled = await rollKey(context, tx, { old, overlapHours, expiresAt, madeBy: null });
    if (rolled === null) {
      throw new AdminInputError(`${oldId} was rolled before: roll the newer key (see "list").`);
    }
    return { id: rolled.row.id, key: rolled.key, oldEndsAt: rolled.oldEndsAt };
  });
  // Only now do others read what was changed, perhaps even if it failed.
  return rolling.finally(() => forgetApiKey(oldId as ApiKeyId));
}

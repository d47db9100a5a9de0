import { z } from 'zod';
import {
  findApiKey,
  forgetApiKey,
  insertApiKey,
  replaceApiKey,
} from '#lib/db/stores/api-key-store.ts';
import { MAX_OVERLAP_HOURS, endOfRolledKey, hasExpired } from '#lib/domain/api-key-end.ts';
import type { ApiKeyId } from '#lib/domain/ids.ts';
import { hashApiKey, newApiKey } from '#lib/platform/api-key-format.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from '../context.ts';
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
 * Makes a key that may do what another may, which ends after the overlap: time to hand the new one out.
 * Both work meanwhile. Throws AdminInputError, of a key too that works no more or was rolled before.
 */
export async function rollApiKey(
  context: AppContext,
  input: z.input<typeof inputSchema>,
): Promise<{ id: ApiKeyId; key: string; oldEndsAt: Date }> {
  const { key: oldId, overlapHours, expires } = readInput(inputSchema, input);
  const now = context.clock.now();
  const rolling = context.database.db.transaction(async (tx) => {
    const old = await findApiKey(tx, oldId as ApiKeyId); // looked up, not trusted
    if (
      old === null ||
      old.kind === 'publishable' ||
      old.revokedAt !== null ||
      hasExpired(old.expiresAt, now)
    ) {
      throw new AdminInputError(`There is no key ${oldId} that still works.`);
    }
    requireLiveAllowed(context, old.livemode ? 'live' : 'test');
    const key = newApiKey(old.livemode, old.kind);
    const id = newId('api_key');
    const oldEndsAt = endOfRolledKey(now, overlapHours, old.expiresAt);
    if (!(await replaceApiKey(tx, old.id, { by: id, endsAt: oldEndsAt }))) {
      throw new AdminInputError(`${oldId} was rolled before: roll the newer key (see "list").`);
    }
    await insertApiKey(tx, {
      ...old,
      id,
      hash: hashApiKey(key),
      last4: key.slice(-4),
      createdAt: now,
      lastUsedAt: null,
      expiresAt: expires === undefined ? old.expiresAt : readKeyEnd(expires, now),
    });
    return { id, key, oldEndsAt };
  });
  // Only now do others read what was changed, perhaps even if it failed.
  return rolling.finally(() => forgetApiKey(oldId as ApiKeyId));
}

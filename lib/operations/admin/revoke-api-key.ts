import { revokeApiKey as revokeKey } from '#lib/db/stores/api-key-store.ts';
import type { ApiKeyId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import { AdminInputError } from './admin-input.ts';

/** Ends a key by its id (`key_…`): the next call with it is refused. Throws AdminInputError. */
export async function revokeApiKey(context: AppContext, input: { key: string }): Promise<void> {
  if (!input.key.startsWith('key_')) {
    throw new AdminInputError('Name the key by its id (key_…), not by the key itself: see "list".');
  }
  const id = input.key as ApiKeyId; // looked up, not trusted
  if (!(await revokeKey(context.database.db, id, context.clock.now()))) {
    throw new AdminInputError(`There is no key ${input.key} that still works.`);
  }
}

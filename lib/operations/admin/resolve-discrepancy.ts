import { resolveDiscrepancy as resolve } from '#lib/db/stores/discrepancy-store.ts';
import type { DiscrepancyId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import { AdminInputError } from './admin-input.ts';

/**
 * Notes that a person has dealt with a discrepancy (`disc_…`). Its evidence stays, and no money moves:
 * what had to be done was done elsewhere. Throws AdminInputError when there is none that is open.
 */
export async function resolveDiscrepancy(
  context: AppContext,
  input: { discrepancy: string },
): Promise<{ kind: string }> {
  const id = input.discrepancy as DiscrepancyId; // looked up, not trusted
  const resolved = await resolve(context.database.db, id, context.clock.now());
  if (resolved === null) {
    throw new AdminInputError(`There is no open discrepancy ${input.discrepancy}.`);
  }
  return { kind: resolved.kind };
}

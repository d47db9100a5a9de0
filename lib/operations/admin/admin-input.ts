import { z } from 'zod';
import { findMerchant } from '#lib/db/stores/merchant-store.ts';
import type { MerchantRow } from '#lib/db/stores/merchant-store.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import { LIVE_ON_PGLITE_REFUSED, isLiveAllowed } from '../live-on-pglite.ts';

/** What an operator asked for cannot be done as asked. The message is meant for that person. */
export class AdminInputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AdminInputError';
  }
}

/** `test` or `live`, as operators write it. */
export const modeSchema = z.enum(['test', 'live'], 'must be test or live');
export type Mode = z.infer<typeof modeSchema>;

/** Reads an operator's input. Throws AdminInputError naming every field that is wrong. */
export function readInput<Schema extends z.ZodType>(
  schema: Schema,
  input: z.input<Schema>,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  // Messages name fields and rules, never values: a value may be a secret.
  const problems = parsed.error.issues.map((issue) => {
    const field = issue.path.map(String).join('.');
    return field === '' ? issue.message : `${field}: ${issue.message}`;
  });
  throw new AdminInputError(problems.join('\n'));
}

/** The merchant of an operator's command. Throws AdminInputError when there is none. */
export async function requireMerchant(context: AppContext, id: string): Promise<MerchantRow> {
  const found = await findMerchant(context.database.db, id as MerchantId); // looked up, not trusted
  if (found === null) throw new AdminInputError(`There is no merchant ${id}.`);
  return found;
}

/** Throws AdminInputError when live mode would run on a database that can lose payments. */
export function requireLiveAllowed(context: AppContext, mode: Mode): void {
  if (mode === 'live' && !isLiveAllowed(context)) throw new AdminInputError(LIVE_ON_PGLITE_REFUSED);
}

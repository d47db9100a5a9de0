import { z } from 'zod';
import type { AppContext } from '../context.ts';
import { MAX_ORIGINS, changeOrigins } from '../settings/merchant-origins.ts';
import {
  AdminInputError,
  modeSchema,
  readInput,
  requireLiveAllowed,
  requireMerchant,
} from './admin-input.ts';

const inputSchema = z.strictObject({ merchant: z.string(), mode: modeSchema });
const changeSchema = inputSchema.extend({ origin: z.string() });
type Change = z.input<typeof changeSchema>;

/** The origins whose pages may frame a merchant's embedded pages. Throws AdminInputError. */
export async function listEmbedOrigins(
  context: AppContext,
  input: z.input<typeof inputSchema>,
): Promise<readonly string[]> {
  const { merchant, mode } = readInput(inputSchema, input);
  return (await requireMerchant(context, merchant)).embedOrigins[mode];
}

/** Adds one; one that is there already stays. Returns them all. Throws AdminInputError. */
export async function addEmbedOrigin(
  context: AppContext,
  input: Change,
): Promise<readonly string[]> {
  requireLiveAllowed(context, readInput(changeSchema, input).mode);
  return changed(context, input, 'add');
}

/** Removes one, for pages opened from now on. Returns what is left. Throws AdminInputError. */
export async function removeEmbedOrigin(
  context: AppContext,
  input: Change,
): Promise<readonly string[]> {
  const { merchant, mode, origin } = readInput(changeSchema, input);
  const { embedOrigins } = await requireMerchant(context, merchant);
  if (!embedOrigins[mode].includes(origin)) {
    const any = embedOrigins[mode].join(' ') || 'any';
    throw new AdminInputError(`origin: ${origin} is not among ${any}`);
  }
  return changed(context, input, 'remove');
}

async function changed(
  context: AppContext,
  input: Change,
  change: 'add' | 'remove',
): Promise<readonly string[]> {
  const { merchant, mode, origin } = readInput(changeSchema, input);
  const { id } = await requireMerchant(context, merchant);
  const answer = await context.database.db.transaction((tx) =>
    changeOrigins(tx, id, { purpose: 'embed', mode, change, origin }),
  );
  switch (answer.kind) {
    case 'changed':
    case 'as_it_was':
      return answer.origins;
    case 'malformed':
      throw new AdminInputError(`origin: ${answer.problem}`);
    case 'too_many':
      throw new AdminInputError(`origin: there can be ${MAX_ORIGINS} of them at most`);
    case 'no_merchant':
      throw new AdminInputError(`There is no merchant ${merchant}.`);
  }
}

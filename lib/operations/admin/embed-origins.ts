import { z } from 'zod';
import { lockMerchant, setEmbedOrigins } from '#lib/db/stores/merchant-store.ts';
import type { AppContext } from '../context.ts';
import { merchantUrlProblem } from '../merchant-url.ts';
import {
  AdminInputError,
  type Mode,
  modeSchema,
  readInput,
  requireLiveAllowed,
  requireMerchant,
} from './admin-input.ts';

const inputSchema = z.strictObject({ merchant: z.string(), mode: modeSchema });
const changeSchema = inputSchema.extend({ origin: z.string() });
type Change = z.input<typeof changeSchema>;

/** Every answer of an embedded page carries all of them. */
const MAX_ORIGINS = 20;

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
  return changeOrigins(context, input, (origins, origin, mode) => {
    const problem = originProblem(origin, mode);
    if (problem !== null) throw new AdminInputError(`origin: ${problem}`);
    const kept = new Set([...origins, new URL(origin).origin]);
    if (kept.size > MAX_ORIGINS) {
      throw new AdminInputError(`origin: there can be ${MAX_ORIGINS} of them at most`);
    }
    return [...kept];
  });
}

/** Removes one, for pages opened from now on. Returns what is left. Throws AdminInputError. */
export async function removeEmbedOrigin(
  context: AppContext,
  input: Change,
): Promise<readonly string[]> {
  return changeOrigins(context, input, (origins, origin) => {
    if (origins.includes(origin)) return origins.filter((other) => other !== origin);
    throw new AdminInputError(`origin: ${origin} is not among ${origins.join(' ') || 'any'}`);
  });
}

async function changeOrigins(
  context: AppContext,
  input: Change,
  change: (origins: readonly string[], origin: string, mode: Mode) => readonly string[],
): Promise<readonly string[]> {
  const { merchant, mode, origin } = readInput(changeSchema, input);
  const { id } = await requireMerchant(context, merchant);
  return context.database.db.transaction(async (tx) => {
    const row = await lockMerchant(tx, id);
    if (row === null) throw new AdminInputError(`There is no merchant ${merchant}.`);
    const changed = change(row.embedOrigins[mode], origin, mode);
    await setEmbedOrigins(tx, id, { ...row.embedOrigins, [mode]: changed });
    return changed;
  });
}

/**
 * What is wrong with an origin, or null. It is written into a header as it stands, so beyond being an
 * address it may hold nothing that a policy would read as more than one host: a URL's host may have `;` and
 * `,` in it, and a policy knows no IPv6. https://www.w3.org/TR/CSP3/#grammardef-host-source
 */
function originProblem(origin: string, mode: Mode): string | null {
  const problem = merchantUrlProblem(origin, { loopbackHttp: mode === 'test' });
  if (problem !== null) return problem;
  const bare = /^https?:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?$/;
  return bare.test(origin) && new URL(origin).origin === origin
    ? null
    : 'must be scheme, host and port alone, such as https://shop.example.hk (no path, no wildcard, no default port, in lower case)';
}

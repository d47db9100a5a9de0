import { z } from 'zod';
import { SealBrokenError } from '#lib/platform/secret-box.ts';
import type { AppContext } from './context.ts';
import type { LinkEntries } from './link-entries.ts';

const entriesSchema = z.record(z.string(), z.string());

/**
 * What was entered goes back to its page in the address, since a form has to work without a script; sealed,
 * because it may name a person, and addresses are written down by proxies and browsers. `of`: the link's code,
 * or the session's id.
 */
export function sealEntries(context: AppContext, of: string, entries: LinkEntries): string {
  return context.secrets.seal(JSON.stringify(entries), `entries:${of}`);
}

/** Null: it was none of ours. */
export function openEntries(context: AppContext, of: string, sealed: string): LinkEntries | null {
  try {
    return entriesSchema.parse(JSON.parse(context.secrets.open(sealed, `entries:${of}`)));
  } catch (error) {
    if (error instanceof SealBrokenError) return null;
    throw error;
  }
}

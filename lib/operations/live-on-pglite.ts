import type { AppContext } from './context.ts';

/** PGlite does not fsync: a power cut can lose payments it had acknowledged. */
export function isLiveAllowed(context: AppContext): boolean {
  return context.database.kind === 'postgres' || context.env.PRAYA_ALLOW_LIVE_ON_PGLITE === 'yes';
}

/** Why live mode is refused, for the person who can change it. */
export const LIVE_ON_PGLITE_REFUSED =
  'Live mode is refused on the embedded database (PGlite): it does not write through to the disk, so ' +
  'a power cut can lose payments. Use PostgreSQL (DATABASE_URL), or accept the risk with ' +
  'PRAYA_ALLOW_LIVE_ON_PGLITE=yes.';

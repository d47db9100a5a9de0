import { type ExposureRow, insertExposure } from '#lib/db/stores/ordering-store.ts';
import { LEFT_AFTER_MS } from '#lib/ordering/session-records.ts';
import { isSuspectAddress } from '../card-limits.ts';
import type { AppContext } from '../context.ts';
import { isDatabaseUnavailable } from '../database-away.ts';

/**
 * Writes which order a shopper was shown. Call it when the page has been answered, so that nobody waits: the
 * first writing of a session stands. One that is lost with the database is a session that teaches nothing.
 * `address`: the visitor's `addressGroup`; one that is held up for testing cards, or leaves session after session
 * unpaid, teaches nothing, and is no part of an experiment's figures.
 */
export async function noteExposure(
  context: AppContext,
  exposure: ExposureRow,
  address: string | null,
): Promise<void> {
  try {
    const lookAt = new Date(exposure.at.getTime() + LEFT_AFTER_MS);
    const { livemode } = exposure;
    const counts = exposure.counts && !(await isSuspectAddress(context, { address, livemode }));
    const row = { ...exposure, counts, exclusion: exclusionOf(exposure, counts) };
    await insertExposure(context.database.db, row, lookAt);
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    context.log.warn({ session: exposure.sessionId }, 'exposure not written: database away');
  }
}

/** Who makes sessions by the dozen sees the order, and could leave those of one arm. */
function exclusionOf(
  { experimentId, exclusion }: ExposureRow,
  counts: boolean,
): ExposureRow['exclusion'] {
  return exclusion ?? (experimentId === null || counts ? null : 'bot');
}

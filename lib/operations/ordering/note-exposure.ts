import { type ExposureRow, insertExposure } from '#lib/db/stores/ordering-store.ts';
import type { AppContext } from '../context.ts';
import { isDatabaseUnavailable } from '../database-away.ts';

/** Nothing chosen for so long: the shopper left. */
export const LEFT_AFTER_MS = 15 * 60 * 1000;

/**
 * Writes which order a shopper was shown. Call it when the page has been answered, so that nobody waits: the
 * first writing of a session stands. One that is lost with the database is a session that teaches nothing.
 */
export async function noteExposure(context: AppContext, exposure: ExposureRow): Promise<void> {
  try {
    const lookAt = new Date(exposure.at.getTime() + LEFT_AFTER_MS);
    await insertExposure(context.database.db, exposure, lookAt);
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    context.log.warn({ session: exposure.sessionId }, 'exposure not written: database away');
  }
}

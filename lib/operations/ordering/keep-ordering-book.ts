import { isDatabaseUnavailable } from '#lib/db/database-unavailable.ts';
import type { AppContext } from '../context.ts';
import { type OrderingReading, readOrderingBook } from './read-ordering-book.ts';

const REFRESH_MS = 2_000;

export interface KeptBook {
  stop(): Promise<void>;
}

/**
 * Reads what orders are decided by, and again every other second. While the database is away what was read
 * last serves on: an order decided by it is better than none.
 */
export async function keepOrderingBook(context: AppContext): Promise<KeptBook> {
  let reading: OrderingReading | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let round: Promise<void> = Promise.resolve();
  const read = async () => {
    try {
      reading = await readOrderingBook(context, reading);
      context.ordering.replace(reading.merchants);
    } catch (error) {
      if (isDatabaseUnavailable(error))
        context.log.warn('what orders are decided by could not be read: database away');
      else context.log.error({ err: error }, 'what orders are decided by could not be read');
    }
    if (!stopped) timer = setTimeout(() => void (round = read()), REFRESH_MS).unref();
  };
  round = read();
  await round;
  return {
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await round;
    },
  };
}

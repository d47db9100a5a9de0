import {
  SEALED_COLUMNS,
  type SealedColumnName,
  type SealedValue,
  listSealedValues,
  replaceSealedValue,
} from '#lib/db/stores/sealed-value-store.ts';
import { SealBrokenError } from '#lib/platform/secret-box.ts';
import type { AppContext } from '../context.ts';

/** What became of the sealed values of one column. */
export interface Rewrapped {
  readonly column: SealedColumnName;
  readonly values: number;
  /** Those that are under the current master key only now. */
  readonly rewrapped: number;
  /** Those that do not open: their rows' keys. */
  readonly broken: readonly string[];
}

const BATCH = 200;
const MOST_BROKEN = 20;

/**
 * Brings every sealed value under the master key that seals now, whatever key it was under, so that the older keys
 * can be taken away. Values stay sealed as they are, but those of before there were envelopes. The app may go on
 * meanwhile, and it can be run again at any time: what is done stays done. A value that does not open is left, and named.
 */
export async function rewrapSecrets(context: AppContext, batch = BATCH): Promise<Rewrapped[]> {
  const columns = Object.keys(SEALED_COLUMNS) as SealedColumnName[]; // keys of the table
  const results: Rewrapped[] = [];
  for (const column of columns) results.push(await rewrapColumn(context, column, batch));
  return results;
}

async function rewrapColumn(
  context: AppContext,
  column: SealedColumnName,
  batch: number,
): Promise<Rewrapped> {
  const { db } = context.database;
  const broken: string[] = [];
  let values = 0;
  let rewrapped = 0;
  let after: string | null = null;
  for (;;) {
    const found: readonly SealedValue[] = await listSealedValues(db, column, {
      after,
      limit: batch,
    });
    for (const one of found) {
      const by = rewrap(context, one);
      if (by === 'broken' && broken.length < MOST_BROKEN) broken.push(one.key);
      // Replaced by somebody meanwhile, it was sealed by the current key.
      if (
        by !== null &&
        by !== 'broken' &&
        (await replaceSealedValue(db, column, { ...one, by }))
      ) {
        rewrapped += 1;
      }
    }
    values += found.length;
    after = found.at(-1)?.key ?? null;
    if (after === null || found.length < batch) return { column, values, rewrapped, broken };
  }
}

function rewrap({ secrets }: AppContext, { value, context }: SealedValue): string | null {
  try {
    return secrets.rewrap(value, context);
  } catch (error) {
    if (error instanceof SealBrokenError) return 'broken';
    throw error;
  }
}

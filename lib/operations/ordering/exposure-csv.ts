import type { Db } from '#lib/db/client.ts';
import { listOwnExposures } from '#lib/db/stores/exposure-store.ts';
import type { ExposureRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import type { CreatedRange } from '#lib/domain/list-page.ts';
import { type CsvCell, csvRecord } from '#lib/platform/write-csv.ts';
import { type OwnExposure, withTries } from './own-exposures.ts';

/** Rows in memory at a time, unless told. */
const BATCH = 500;

/**
 * A merchant's exposures as CSV, the oldest first, one row each, in pieces of some hundred rows. Every batch is a
 * reading of its own: what is paid meanwhile may be told in a later row and not in an earlier one.
 */
export async function* exposureCsv(
  db: Db,
  { merchantId, livemode }: OrderingOwner,
  created: CreatedRange,
  batchSize = BATCH,
): AsyncGenerator<string> {
  const owner = { merchantId, livemode };
  yield csvRecord(COLUMNS.map(([name]) => name));
  let cursor: Pick<ExposureRow, 'at' | 'sessionId'> | null = null;
  for (;;) {
    const rows = await listOwnExposures(db, owner, {
      created,
      experimentId: null,
      arm: null,
      source: null,
      // From the oldest on, as a page is that ends before another.
      page: { limit: batchSize, endingBefore: '' },
      cursor,
    });
    const batch = await withTries(db, rows.slice(0, batchSize));
    if (batch.length > 0) yield batch.map(recordOf).join('');
    cursor = batch.at(-1)?.exposure ?? null;
    if (rows.length <= batchSize || cursor === null) return;
  }
}

function recordOf(shown: OwnExposure): string {
  return csvRecord(COLUMNS.map(([, cell]) => cell(shown)));
}

/** Every column by its heading. Lists have spaces between their items; a figure follows its method's colon. */
const COLUMNS: readonly (readonly [string, (shown: OwnExposure) => CsvCell])[] = [
  ['session', ({ exposure }) => exposure.sessionId],
  ['at', ({ exposure }) => exposure.at.toISOString()],
  ['region', ({ exposure }) => exposure.decision.context.region],
  ['device', ({ exposure }) => exposure.decision.context.device],
  ['in_app', ({ exposure }) => exposure.decision.context.inApp],
  ['amount_band', ({ exposure }) => exposure.decision.context.amountBand],
  ['locale', ({ exposure }) => exposure.locale],
  ['returning', ({ exposure }) => exposure.returning],
  ['eligible', ({ exposure }) => exposure.decision.merchantsOrder.join(' ')],
  [
    'left_out',
    ({ exposure }) => exposure.leftOut.map(({ method, reason }) => `${method}:${reason}`).join(' '),
  ],
  ['order', ({ exposure }) => exposure.decision.order.join(' ')],
  ['policy', ({ exposure: { decision } }) => `${decision.policyId}@${decision.policyVersion}`],
  ['state_version', ({ exposure }) => exposure.decision.stateVersion],
  ['scores', ({ exposure }) => figures(exposure.decision.scores)],
  ['top_propensities', ({ exposure }) => figures(exposure.decision.topPropensities)],
  ['explored', ({ exposure }) => exposure.decision.explored],
  ['source', ({ exposure }) => exposure.source],
  ['experiment', ({ exposure }) => exposure.experimentId],
  ['arm', ({ exposure }) => exposure.arm],
  // What an experiment is counted by: whom, whether its arms differed, and what was left out.
  ['unit', ({ exposure }) => exposure.unit],
  ['orders_differ', ({ exposure }) => exposure.ordersDiffer],
  ['exclusion', ({ exposure }) => exposure.exclusion],
  ['counts', ({ exposure }) => exposure.counts],
  ['first_choice', ({ tries }) => tries[0]?.method ?? null],
  ['first_result', ({ tries }) => tries[0]?.result ?? null],
  ['paid', ({ session }) => session.completedAt !== null],
  ['paid_at', ({ session }) => session.completedAt?.toISOString() ?? null],
  ['amount', ({ session }) => Number(session.amountTotal)], // eight digits at most
  ['currency', ({ session }) => session.currency.toLowerCase()],
];

/** `fps:0.4213 card:0.31`, as exact as they were decided by. */
function figures(byMethod: Readonly<Record<string, number>>): string {
  return Object.entries(byMethod)
    .map(([method, figure]) => `${method}:${figure}`)
    .join(' ');
}

import type { Db } from '#lib/db/client.ts';
import {
  type ExposedPlace,
  type ExposedRow,
  type TriedRow,
  listExposed,
  listTried,
  paidShareBefore,
} from '#lib/db/stores/exposed-session-store.ts';
import type { ExperimentRow } from '#lib/db/stores/ordering-store.ts';
import { money } from '#lib/domain/money.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import { type ExposedSession, isInTime } from '#lib/experiments/exposed-session.ts';
import { levelKeys } from '#lib/ordering/ordering-context.ts';

/** Exposures that are read at once. */
const BATCH = 1_000;

/** Over, and not for the shopper's going on to another method. */
const FAILED: ReadonlySet<AttemptStatus> = new Set<AttemptStatus>(['declined', 'expired']);

/**
 * Everything that an analysis of some arms has to know, a batch at a time, in the order in which orders were shown:
 * an experiment may have more sessions than are to be held at once.
 */
export async function* exposedSessions(
  db: Db,
  experiment: ExperimentRow,
  { arms, until }: { readonly arms: readonly string[]; readonly until: Date },
): AsyncGenerator<readonly ExposedSession[]> {
  let after: ExposedPlace | null = null;
  for (;;) {
    const rows: readonly ExposedRow[] = await listExposed(db, {
      experimentId: experiment.id,
      arms,
      until,
      after,
      limit: BATCH,
    });
    if (rows.length > 0) yield await withAttempts(db, experiment, rows);
    after = rows.at(-1) ?? null;
    if (rows.length < BATCH) return;
  }
}

async function withAttempts(
  db: Db,
  experiment: ExperimentRow,
  rows: readonly ExposedRow[],
): Promise<readonly ExposedSession[]> {
  const [tried, before] = await Promise.all([
    listTried(
      db,
      rows.map(({ sessionId }) => sessionId),
    ),
    sharesBefore(db, experiment, rows),
  ]);
  const bySession = new Map<string, TriedRow[]>();
  for (const attempt of tried) {
    const others = bySession.get(attempt.sessionId);
    if (others === undefined) bySession.set(attempt.sessionId, [attempt]);
    else others.push(attempt);
  }
  return rows.map((row) =>
    exposedSession(row, bySession.get(row.sessionId) ?? [], {
      before: before.get(row.shopper ?? '') ?? 0,
      maturityMs: experiment.plan.settings.maturityMs,
    }),
  );
}

/** Only where the plan takes it out of the result: it costs a search for every known shopper. */
async function sharesBefore(
  db: Db,
  experiment: ExperimentRow,
  rows: readonly ExposedRow[],
): Promise<ReadonlyMap<string, number>> {
  const { startedAt, plan } = experiment;
  if (plan.adjustment !== 'before' || startedAt === null) return new Map();
  const shoppers = [...new Set(rows.flatMap(({ shopper }) => shopper ?? []))];
  return paidShareBefore(db, { owner: experiment, shoppers, before: startedAt });
}

function exposedSession(
  row: ExposedRow,
  tried: readonly TriedRow[],
  facts: { readonly before: number; readonly maturityMs: number | undefined },
): ExposedSession {
  const { at: exposedAt, currency } = row;
  const { before, maturityMs } = facts;
  const counted = { exposedAt, ...(maturityMs === undefined ? {} : { maturityMs }) };
  // Money that is held is the shopper's yes as well; what is let go untaken goes back as a whole.
  const amount = row.captured === 0n ? row.price : row.captured;
  const refunded = row.captured === 0n && row.isReleased ? amount : row.refunded;
  return {
    ...counted,
    unit: row.unit,
    arm: row.arm,
    // Finer levels would be too small to compare, and region and device are what differs most.
    context: levelKeys(row.context).device,
    exclusion: row.exclusion ?? (row.counts ? null : 'bot'),
    ordersDiffer: row.ordersDiffer,
    before,
    attempts: tried.filter(({ createdAt }) => isInTime(counted, createdAt)).length,
    firstAttempt: firstOf(tried),
    price: money(row.price, currency),
    paid:
      row.completedAt === null
        ? null
        : {
            at: row.completedAt,
            amount: money(amount, currency),
            refunded: money(refunded, currency),
            disputed: money(row.disputed, currency),
          },
    // No browser says yet when the list was drawn.
    renderMs: null,
  };
}

function firstOf([first]: readonly TriedRow[]): ExposedSession['firstAttempt'] {
  if (first === undefined) return null;
  if (first.paidAt !== null) return { paid: true, resolvedAt: first.paidAt };
  return FAILED.has(first.status) ? { paid: false, resolvedAt: first.statusSince } : null;
}

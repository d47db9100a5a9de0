import { toPage } from '#lib/db/cursor-page.ts';
import {
  countShownSessions,
  findLatestLookAt,
  listLatestReadings,
} from '#lib/db/stores/experiment-glance-store.ts';
import { findOwnExperiment, listExperiments } from '#lib/db/stores/experiment-store.ts';
import type { ExperimentRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import type { ExperimentStatus } from '#lib/experiments/experiment-arm.ts';
import { MATURITY_MS } from '#lib/experiments/exposed-session.ts';
import type { LookReading } from '#lib/experiments/look-reading.ts';
import type { AppContext } from '../context.ts';

/** An experiment beside what it read at its latest look; null: there was none. */
export interface ExperimentGlance {
  readonly row: ExperimentRow;
  readonly reading: LookReading | null;
}

/** A merchant's experiments, the newest first; null: the cursor is none of them. */
export function glanceAtExperiments(
  context: AppContext,
  owner: OrderingOwner,
  asked: { readonly status: ExperimentStatus | null; readonly page: PageRequest },
): Promise<Page<ExperimentGlance> | null> {
  return context.database.reading(async (db) => {
    const id = cursorId(asked.page);
    const cursor = id === null ? null : await findOwnExperiment(db, owner, id);
    if (id !== null && cursor === null) return null;
    const { items, hasMore } = toPage(
      await listExperiments(db, owner, { ...asked, cursor }),
      asked.page,
    );
    const readings = await listLatestReadings(
      db,
      items.map((row) => row.id),
    );
    return { items: items.map((row) => ({ row, reading: readings.get(row.id) ?? null })), hasMore };
  });
}

/** Changes whenever an experiment or what is known of it does: what an open page asks for. Null: no such experiment. */
export async function experimentMark(
  context: AppContext,
  owner: OrderingOwner,
  id: string,
): Promise<string | null> {
  const { db } = context.database;
  const row = await findOwnExperiment(db, owner, id);
  if (row === null) return null;
  return markOf(row, await findLatestLookAt(db, row.id));
}

export function markOf({ version }: ExperimentRow, lookedAt: Date | null): string {
  return `${version}.${lookedAt?.getTime() ?? 0}`;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Long enough for four weekends, short enough to be the shop of today. */
const TRAFFIC_DAYS = 28;
/** With fewer a share says little. */
const LEAST_SESSIONS = 100;

/** What a shop's own last four weeks say of how large an experiment has to be. */
export interface ShopTraffic {
  readonly sessions: number;
  readonly days: number;
  readonly perDay: number;
  /** The share of sessions paid within the hour, as an experiment would count them. */
  readonly paidShare: number;
}

/** Null: too few sessions were shown to say. */
export async function readShopTraffic(
  context: AppContext,
  owner: OrderingOwner,
): Promise<ShopTraffic | null> {
  const until = new Date(context.clock.now().getTime() - MATURITY_MS);
  const { sessions, paid, since } = await countShownSessions(context.database.db, owner, {
    from: new Date(until.getTime() - TRAFFIC_DAYS * DAY_MS),
    until,
    paidWithinS: MATURITY_MS / 1000,
  });
  if (sessions < LEAST_SESSIONS || since === null) return null;
  const days = Math.max(1, Math.round((until.getTime() - since.getTime()) / DAY_MS));
  return { sessions, days, perDay: sessions / days, paidShare: paid / sessions };
}

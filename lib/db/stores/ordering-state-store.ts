import { type SQL, and, asc, eq, or, sql } from 'drizzle-orm';
import { SHARED_LEARNER } from '#lib/ordering/ordering-config.ts';
import type { OrderingState } from '#lib/ordering/ordering-state.ts';
import { readStoredState } from '#lib/ordering/stored-state.ts';
import type { Db } from '../client.ts';
import { orderingState } from '../schema/ordering.ts';
import type { OrderingOwner } from './ordering-store.ts';

/** Whose learned state it is. */
export interface StateKey extends OrderingOwner {
  readonly learner: string;
}

/** How new the state of a learner is. */
export interface StateVersion extends StateKey {
  readonly version: number;
}

export interface StateRow extends StateVersion {
  readonly state: OrderingState;
  /** What of it could not be read and begins anew (`readStoredState`). */
  readonly lost: readonly string[];
}

const VERSION = {
  merchantId: orderingState.merchantId,
  livemode: orderingState.livemode,
  learner: orderingState.learner,
  version: orderingState.version,
};
const ROW = { ...VERSION, stored: sql<unknown>`${orderingState.state}` };

function asRead({ stored, ...version }: StateVersion & { readonly stored: unknown }): StateRow {
  return { ...version, ...readStoredState(stored) };
}

function isState({ merchantId, livemode, learner }: StateKey): SQL | undefined {
  return and(
    eq(orderingState.merchantId, merchantId),
    eq(orderingState.livemode, livemode),
    eq(orderingState.learner, learner),
  );
}

/** Which learned states there are, and how new: to read again those that changed. */
export async function listStateVersions(db: Db): Promise<readonly StateVersion[]> {
  return db.select(VERSION).from(orderingState);
}

/** Those of these that there are, in no order. */
export async function readStates(db: Db, keys: readonly StateKey[]): Promise<readonly StateRow[]> {
  if (keys.length === 0) return [];
  const rows = await db
    .select(ROW)
    .from(orderingState)
    .where(or(...keys.map(isState)));
  return rows.map(asRead);
}

export async function findState(db: Db, key: StateKey): Promise<StateRow | null> {
  const [row] = await readStates(db, [key]);
  return row ?? null;
}

/**
 * Those of these states that there are, nobody else's to change until the transaction ends. Whoever changes a
 * state, or what a session was counted for, takes this lock first.
 */
export async function lockStates(tx: Db, keys: readonly StateKey[]): Promise<readonly StateRow[]> {
  return keys.length === 0 ? [] : locked(tx, or(...keys.map(isState)));
}

/** All that a merchant's sessions have taught in one mode; the same lock. */
export async function lockStatesOf(
  tx: Db,
  { merchantId, livemode }: OrderingOwner,
): Promise<readonly StateRow[]> {
  return locked(
    tx,
    and(eq(orderingState.merchantId, merchantId), eq(orderingState.livemode, livemode)),
  );
}

async function locked(tx: Db, which: SQL | undefined): Promise<readonly StateRow[]> {
  const rows = await tx
    .select(ROW)
    .from(orderingState)
    .where(which)
    // Everybody locks in this order, so that nobody waits in a circle; a merchant's shared state before its arms'.
    .orderBy(
      asc(orderingState.merchantId),
      asc(orderingState.livemode),
      sql`${orderingState.learner} <> ${SHARED_LEARNER}`,
      asc(orderingState.learner),
    )
    .for('update');
  return rows.map(asRead);
}

/** Makes a state where there is none; what is there stands. */
export async function insertState(
  tx: Db,
  row: StateKey & { readonly state: OrderingState; readonly now: Date },
): Promise<void> {
  const { now, ...values } = row;
  await tx
    .insert(orderingState)
    .values({ ...values, version: 0, updatedAt: now })
    .onConflictDoNothing();
}

/** In place of the one that was locked. */
export async function writeState(
  tx: Db,
  row: StateVersion & { readonly state: OrderingState; readonly now: Date },
): Promise<void> {
  await tx
    .update(orderingState)
    .set({ state: row.state, version: row.version + 1, updatedAt: row.now })
    .where(isState(row));
}

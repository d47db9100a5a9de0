import type { Db } from '#lib/db/client.ts';
import type { OrderingOwner, OutageRow } from '#lib/db/stores/ordering-store.ts';
import {
  endOutageRow,
  insertOutage,
  listOpenOutages,
  listOutagesByHand,
} from '#lib/db/stores/outage-store.ts';
import { findOrderingConfig } from '#lib/db/stores/ordering-config-store.ts';
import { writeLearned } from '#lib/db/stores/learning-store.ts';
import {
  type StateRow,
  lockStates,
  lockStatesOf,
  writeState,
} from '#lib/db/stores/ordering-state-store.ts';
import {
  claimWatched,
  listFirstAttempts,
  listLearnedSessions,
} from '#lib/db/stores/watch-store.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { type DownMethod, inScope, scopeKey } from '#lib/ordering/down-method.ts';
import { quarantine } from '#lib/ordering/learn.ts';
import { DEFAULT_ORDERING, SHARED_LEARNER } from '#lib/ordering/ordering-config.ts';
import {
  type OutageScan,
  WATCHED_MS,
  type WatchedAttempt,
  scanForOutages,
  withScan,
} from '#lib/ordering/outage-detector.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from '../context.ts';
import { isDatabaseUnavailable } from '../database-away.ts';
import { emitOutageEvents } from './outage-events.ts';
import { watchedAttempts } from './watched-attempts.ts';

/** How often each merchant's methods are looked at. */
const WATCH_EVERY_MS = 15_000;
const MERCHANTS_AT_A_TIME = 20;

/**
 * Looks for methods that stopped working, and for those that work again, by the first attempts of the last
 * hour. One node at a time looks at a merchant; two that did would find the same, and write it once.
 */
export async function watchMethods(context: AppContext): Promise<number> {
  const now = context.clock.now();
  const owners = await claimWatched(context.database.db, {
    now,
    before: new Date(now.getTime() - WATCH_EVERY_MS),
    since: watchedSince(now),
    limit: MERCHANTS_AT_A_TIME,
  });
  for (const owner of owners) await watchOwnerAlone(context, owner);
  return owners.length;
}

function watchedSince(now: Date): Date {
  return new Date(now.getTime() - WATCHED_MS);
}

/** One merchant whose methods cannot be looked at keeps no other's from it. */
async function watchOwnerAlone(context: AppContext, owner: OrderingOwner): Promise<void> {
  try {
    await watchOwner(context, owner);
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    const { merchantId: merchant, livemode } = owner;
    context.log.error({ merchant, livemode, err: error }, 'methods could not be watched');
  }
}

async function watchOwner(context: AppContext, owner: OrderingOwner): Promise<void> {
  const now = context.clock.now();
  const changed = await context.database.db.transaction(async (tx) => {
    const [shared] = await lockStates(tx, [{ ...owner, learner: SHARED_LEARNER }]);
    if (shared === undefined) return [];
    const since = watchedSince(now);
    const attempts = watchedAttempts(
      await listFirstAttempts(tx, owner, since),
      shared.state,
      await listOutagesByHand(tx, owner, since),
    );
    const scan = scanForOutages(shared.state, attempts, now.getTime());
    if (!isNews(scan, shared)) return [];
    await writeScan(tx, owner, { states: await lockStatesOf(tx, owner), scan, now });
    const ended = await endRecovered(tx, owner, scan.recovered, now);
    const raised = await insertRaised(tx, owner, { raised: scan.raised, attempts, now });
    await emitOutageEvents(context, tx, owner, [...ended, ...raised]);
    return [...ended, ...raised];
  });
  if (changed.length === 0) return;
  context.wakeWorker();
  for (const { id, method, scopeKey: scope, endedAt } of changed) {
    const what = { outage: id, merchant: owner.merchantId, method, scope };
    if (endedAt === null) context.log.warn(what, 'a payment method stopped working');
    else context.log.info(what, 'a payment method works again');
  }
}

function isNews(scan: OutageScan, { state }: StateRow): boolean {
  const forgotten = scan.down.length < state.down.length;
  const suspicion = suspicionOf(scan.suspected) !== suspicionOf(state.suspected ?? []);
  return scan.raised.length + scan.recovered.length > 0 || forgotten || suspicion;
}

/** The database keeps no order of names. */
function suspicionOf(suspected: OutageScan['suspected']): string {
  return suspected
    .map(({ method, scope, paid, failed }) => `${method} ${scopeKey(scope)} ${paid}/${failed}`)
    .join();
}

/**
 * Into the state that all sessions teach and into those of arms alike: where a method is out of order is no
 * matter of an experiment. What an outage explains is taken out of what each has learned.
 */
async function writeScan(
  tx: Db,
  owner: OrderingOwner,
  found: { readonly states: readonly StateRow[]; readonly scan: OutageScan; readonly now: Date },
): Promise<void> {
  const { states, scan, now } = found;
  const after = new Map(states.map((row) => [row.learner, withScan(row.state, scan)]));
  const sessions = (await sessionsIn(tx, owner, scan.raised)).map((session) => {
    const exposure = { ...session, atMs: session.at.getTime() };
    const learned = { ...session.learned };
    for (const [learner, counted] of Object.entries(session.learned)) {
      const state = after.get(learner);
      if (state === undefined) continue;
      const without = quarantine({ state, session: counted }, exposure, now.getTime());
      after.set(learner, without.state);
      learned[learner] = without.session;
    }
    return { sessionId: session.sessionId, learned, lookAt: session.lookAt };
  });
  await writeLearned(tx, sessions);
  for (const row of states) {
    await writeState(tx, { ...row, state: after.get(row.learner) ?? row.state, now });
  }
}

async function sessionsIn(tx: Db, owner: OrderingOwner, raised: readonly DownMethod[]) {
  if (raised.length === 0) return [];
  return listLearnedSessions(tx, owner, {
    methods: raised.map(({ method }) => method as MethodId), // of an attempt that was read
    since: new Date(Math.min(...raised.map(({ sinceMs }) => sinceMs))),
  });
}

async function endRecovered(
  tx: Db,
  owner: OrderingOwner,
  recovered: readonly DownMethod[],
  now: Date,
): Promise<readonly OutageRow[]> {
  if (recovered.length === 0) return [];
  const open = await listOpenOutages(tx, owner);
  const ended: OutageRow[] = [];
  for (const { method, scope } of recovered) {
    const row = open.find(
      (outage) =>
        outage.raisedBy === 'detector' &&
        outage.method === method &&
        outage.scopeKey === scopeKey(scope),
    );
    if (row === undefined) continue;
    const over = await endOutageRow(tx, row.id, { at: now, by: 'detector' });
    if (over !== null) ended.push(over);
  }
  return ended;
}

async function insertRaised(
  tx: Db,
  owner: OrderingOwner,
  found: {
    readonly raised: readonly DownMethod[];
    readonly attempts: readonly WatchedAttempt[];
    readonly now: Date;
  },
): Promise<readonly OutageRow[]> {
  const { raised, attempts, now } = found;
  if (raised.length === 0) return [];
  const { outageAction: action } = (await findOrderingConfig(tx, owner)) ?? DEFAULT_ORDERING;
  const written: OutageRow[] = [];
  for (const down of raised) {
    const row: OutageRow = {
      id: newId('method_outage'),
      merchantId: owner.merchantId,
      livemode: owner.livemode,
      method: down.method as MethodId, // of an attempt that was read
      scope: down.scope,
      scopeKey: scopeKey(down.scope),
      raisedBy: 'detector',
      action,
      publicReason: {},
      since: new Date(down.sinceMs),
      raisedAt: now,
      evidence: {
        llr: down.evidence,
        paid: down.paid,
        failed: down.failed,
        open: attempts.filter((attempt) => isUndecidedIn(down, attempt)).length,
      },
      endsAt: null,
      endedAt: null,
      endedBy: null,
    };
    if (await insertOutage(tx, row)) written.push(row);
  }
  return written;
}

function isUndecidedIn(down: DownMethod, attempt: WatchedAttempt): boolean {
  return (
    attempt.method === down.method &&
    attempt.startedAtMs >= down.sinceMs &&
    attempt.outcome === null &&
    inScope(down.scope, attempt)
  );
}

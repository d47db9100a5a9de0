import { setImmediate } from 'node:timers/promises';
import {
  claimDueExperiment,
  findLatestLook,
  insertLook,
  lockOwnExperiment,
  updateExperiment,
} from '#lib/db/stores/experiment-store.ts';
import type { ExperimentRow } from '#lib/db/stores/ordering-store.ts';
import { readTallies } from '#lib/experiments/analyse-experiment.ts';
import type { Stop } from '#lib/experiments/guardrails.ts';
import {
  type LookDetail,
  type LookReading,
  evidenceOf,
  storedLook,
} from '#lib/experiments/look-reading.ts';
import { sessionTally } from '#lib/experiments/tally-sessions.ts';
import type { AppContext } from '../context.ts';
import { workThrough } from '../work-through.ts';
import { armsIn, planOf } from './experiment-plan-of.ts';
import { exposedSessions } from './exposed-sessions.ts';
import { lastLookAt, stopArms } from './stop-experiment.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long a claimed experiment is its node's own: a large one takes a while to count. */
const LEASE_MS = 10 * MINUTE_MS;

/** Looks at the experiments that are due; returns how many it took. */
export async function lookAtExperiments(context: AppContext): Promise<number> {
  return workThrough<ExperimentRow>(context, {
    name: 'lookAtExperiments',
    lanes: 1,
    limit: 20,
    claim: () => {
      const now = context.clock.now();
      const leaseUntil = new Date(now.getTime() + LEASE_MS);
      return claimDueExperiment(context.database.db, { now, leaseUntil });
    },
    work: (row) => lookAtExperiment(context, row),
    describe: (row) => row.id,
  });
}

/**
 * Reads an experiment as it stands and keeps that; an arm that a guardrail finds harmful is taken away. One that
 * has ended is looked at once more, when all of its sessions have had their hour.
 */
async function lookAtExperiment(context: AppContext, row: ExperimentRow): Promise<void> {
  const { db } = context.database;
  const at = context.clock.now();
  const look = armsIn(row).length > 1 ? await readExperiment(context, row, at) : null;
  await db.transaction(async (tx) => {
    const current = await lockOwnExperiment(tx, row, row.id);
    if (current === null) throw new Error(`Experiment ${row.id} is gone.`);
    if (look !== null) await insertLook(tx, { experimentId: row.id, at, ...look });
    // It ended while it was being read: that it is due for its last look stands.
    if (current.status === 'stopped' && row.status !== 'stopped') {
      await updateExperiment(tx, row.id, {
        nextLookAt: lastLookAt(row.plan, current.stoppedAt ?? at),
      });
      return;
    }
    const nextLookAt = row.status === 'stopped' ? null : nextLook(row, at);
    await updateExperiment(tx, row.id, { nextLookAt });
    const stops = (look?.toStop ?? []).filter(
      ({ arm }) => !current.stoppedArms.some((gone) => gone.arm === arm),
    );
    if (current.status === 'running' && stops.length > 0) {
      await stopArms(context, tx, current, stops);
    }
  });
}

interface Look {
  readonly reading: LookReading;
  readonly detail: LookDetail;
  readonly toStop: readonly Stop[];
}

async function readExperiment(context: AppContext, row: ExperimentRow, asOf: Date): Promise<Look> {
  const { db } = context.database;
  const before = (await findLatestLook(db, row.id))?.reading ?? null;
  const plan = planOf(row, row.startedAt ?? asOf);
  const arms = plan.arms.map(({ key }) => key);
  const tally = sessionTally({ arms, asOf, settings: plan.settings });
  for await (const sessions of exposedSessions(db, row, { arms, until: asOf })) {
    for (const session of sessions) tally.add(session);
  }
  // Of a large experiment each of these takes a part of a second: pages are answered in between.
  await setImmediate();
  const tallies = tally.result();
  await setImmediate();
  const endedAt = row.status === 'stopped' ? row.stoppedAt : null;
  const reading = readTallies(plan, tallies, { asOf, endedAt, evidence: evidenceOf(before) });
  return { ...storedLook(reading, tallies, asOf, before), toStop: reading.toStop };
}

/**
 * Each hour. In test mode, where somebody may wait for it, at a sixtieth of the experiment's age, each minute at
 * most.
 */
function nextLook({ livemode, startedAt }: ExperimentRow, now: Date): Date {
  const ageMs = now.getTime() - (startedAt ?? now).getTime();
  const waitMs = livemode ? HOUR_MS : Math.min(HOUR_MS, Math.max(MINUTE_MS, ageMs / 60));
  return new Date(now.getTime() + waitMs);
}

import { isDatabaseUnavailable } from '#lib/db/database-unavailable.ts';
import { forgetOldAnswers } from './answer-once.ts';
import { forgetCardTries } from './card-limits.ts';
import type { AppContext } from './context.ts';
import { deliverDueWebhooks } from './deliver-webhooks.ts';
import { detachCards } from './detach-cards.ts';
import { executeRefunds } from './execute-refunds.ts';
import { expireSessions } from './expire-sessions.ts';
import { lookAtExperiments } from './experiments/look-at-experiments.ts';
import { followDisputes } from './follow-disputes.ts';
import { countPayments } from './home/count-payments.ts';
import { forgetOperatorTraces } from './operators/forget-operator-traces.ts';
import { forgetOldTries } from './delivery-log.ts';
import { processNotifications } from './process-notifications.ts';
import { createLearningMemory, learnFromSessions } from './ordering/learn-from-sessions.ts';
import { endDueOutages } from './ordering/end-due-outages.ts';
import { watchMethods } from './ordering/watch-methods.ts';
import { forgetPolicyReports } from './record-policy-reports.ts';
import { reconcile } from './reconcile.ts';
import { forgetOldRequests } from './request-log.ts';
import { type Job, seldom } from './seldom.ts';
import { type Waiting, pause, wakeAll } from './waiting.ts';

/**
 * The background work. Each job takes a bounded batch of what is due, claimed in the database, so any
 * number of nodes can run it; a node that dies gives its batch back when the lease ends.
 */
const JOBS: Readonly<Record<string, Job>> = {
  processNotifications,
  reconcile,
  deliverWebhooks: (context) => deliverDueWebhooks(context, { limit: 50 }),
  executeRefunds,
  followDisputes,
  expireSessions,
  detachCards,
  lookAtExperiments,
  endDueOutages,
};

/** Each look asks of every merchant whether its shoppers paid; calls to the worker come with each payment. */
const WATCH_LEAST_PAUSE_MS = 2_000;

/** A round counts whatever came since the last, so that many payments are few writes. */
const COUNT_LEAST_PAUSE_MS = 1_000;

/** What a node remembers between rounds of a job begins with its worker. */
const jobsOfNode = (): Readonly<Record<string, Job>> => {
  const memory = createLearningMemory();
  return {
    ...JOBS,
    learnFromSessions: (context) => learnFromSessions(context, memory),
    countPayments: seldom(countPayments, COUNT_LEAST_PAUSE_MS),
    watchMethods: seldom(watchMethods, WATCH_LEAST_PAUSE_MS),
  };
};

/** Housekeeping that nobody waits for. */
const HOURLY_JOBS: Readonly<Record<string, Job>> = {
  forgetOldAnswers,
  forgetCardTries,
  forgetOperatorTraces,
  forgetPolicyReports,
  forgetOldRequests,
  forgetOldTries,
};
const HOUR_MS = 60 * 60 * 1000;

export interface Worker {
  /** Runs due work soon rather than at the next tick. */
  wake(): void;
  /** Lets the rounds under way finish and starts no more. */
  stop(): Promise<void>;
}

/** Every job runs in a loop of its own: a slow receiver of webhooks keeps no payment waiting. */
export function startWorker(context: AppContext, intervalMs: number): Worker {
  let stopped = false;
  const waiting: Waiting = new Set();
  const waitingForHours: Waiting = new Set();
  const loop = async (name: string, job: Job, ms: number, among: Waiting) => {
    while (!stopped) {
      const took = await runJob(context, name, job);
      // A full round may mean that more is due; an empty one waits for a call or for the interval.
      if (took === 0 && !stopped) await pause(ms, among);
    }
  };
  const loops = [
    ...Object.entries(jobsOfNode()).map(([name, job]) => loop(name, job, intervalMs, waiting)),
    ...Object.entries(HOURLY_JOBS).map(([name, job]) => loop(name, job, HOUR_MS, waitingForHours)),
  ];
  return {
    wake: () => wakeAll(waiting),
    stop: async () => {
      stopped = true;
      wakeAll(waiting);
      wakeAll(waitingForHours);
      await Promise.all(loops);
    },
  };
}

async function runJob(context: AppContext, name: string, job: Job): Promise<number> {
  try {
    return await job(context);
  } catch (error) {
    if (isDatabaseUnavailable(error))
      context.log.warn({ job: name }, 'database away; will try again');
    else context.log.error({ job: name, err: error }, 'background job failed');
    return 0;
  }
}

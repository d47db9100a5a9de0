import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import Stripe from 'stripe';
import { DeveloperInputError, type RunningApp, findApp } from './developer/running-app.ts';
import { sharedConnections } from './traffic/browser.ts';
import { type PlannedOutage, readOutage, tellSimulator } from './traffic/outage-plan.ts';
import { type EndedVisit, type TrafficPlan, runTraffic } from './traffic/run-traffic.ts';
import { shownArms } from './traffic/shown-arms.ts';
import { startExperiment } from './traffic/start-experiment.ts';
import { toolsFor } from './traffic/shopper-tools.ts';
import { summarise } from './traffic/summary.ts';

const USAGE = `npm run traffic -- [--sessions 1000] [--rate <a second, at most>] [--concurrency 8] [--seed oolong]
      [--outage payme:silent@40-60] [--experiment]
      [--app http://… --key praya_sk_test_… --simulator http://…]

Simulated shoppers at the demo's real page: they choose by where a method stands and by taste, pay, are declined,
or leave. --outage puts a method out of order for a part of the run (in hundredths of it): refuses, declines, silent.
--experiment begins an experiment of the merchant's own order against paid-rate first.`;

const MAX_SESSIONS = 100_000;
const MAX_CONCURRENCY = 64;
const PROGRESS_EVERY_MS = 5_000;
/** So many visits in a row that end in an error: something is wrong with the app, not with one shopper. */
const MAX_ERRORS_IN_A_ROW = 20;
/** What was paid in the last moment is told by a notification. */
const SETTLING_MS = 2_000;

type DemoApp = RunningApp & { readonly simulator: string };

async function main(): Promise<void> {
  const { values } = readArgs();
  if (values.help === true) {
    console.log(USAGE);
    return;
  }
  const plan: TrafficPlan = {
    sessions: whole('--sessions', values.sessions ?? '1000', MAX_SESSIONS),
    concurrency: whole('--concurrency', values.concurrency ?? '8', MAX_CONCURRENCY),
    perSecond: values.rate === undefined ? null : rateOf(values.rate),
    seed: values.seed ?? 'oolong',
    outages: (values.outage ?? []).map(readOutage),
  };
  const app = await findDemo(values);
  const { stripe, tools } = toolsFor(app);
  if (values.experiment === true) {
    console.log(`Experiment ${await startExperiment(stripe, plan.sessions)} has begun.`);
  }
  const agent = sharedConnections(plan.concurrency);
  const began = { at: new Date(), performance: performance.now() };
  const tally = createTally(plan);
  const timer = setInterval(tally.print, PROGRESS_EVERY_MS);
  // Ctrl-C ends the run with what there is.
  process.once('SIGINT', tally.stop);
  try {
    await runTraffic(plan, {
      tools,
      agent,
      setOutages: (outages) => announce(app, outages),
      ...tally,
    });
  } finally {
    clearInterval(timer);
    agent.destroy();
    if (plan.outages.length > 0) await tellSimulator(app.simulator, []);
  }
  tally.print();
  if (tally.visits.length === 0) throw new DeveloperInputError('No visit came to an end.');
  const seconds = (performance.now() - began.performance) / 1000;
  await pause(SETTLING_MS);
  const paid = await paidSince(stripe, began.at, tally.visits);
  const arms = (await shownArms(stripe, began.at)) ?? new Map<string, string>();
  const speed = (tally.visits.length / seconds).toFixed(1);
  console.log(
    `\n${tally.visits.length} shoppers in ${Math.round(seconds)} s, ${speed} a second, seed ${plan.seed}.`,
  );
  if (tally.errors > 0) console.log(`Visits that broke off: ${tally.errors}.`);
  console.log(summarise(tally.visits, { paid, arms }));
}

function readArgs() {
  try {
    return parseArgs({
      options: {
        sessions: { type: 'string' },
        rate: { type: 'string' },
        concurrency: { type: 'string' },
        seed: { type: 'string' },
        outage: { type: 'string', multiple: true },
        experiment: { type: 'boolean' },
        app: { type: 'string' },
        key: { type: 'string' },
        simulator: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new DeveloperInputError(`${error instanceof Error ? error.message : ''}\n\n${USAGE}`);
  }
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new DeveloperInputError(`${name} is a whole number from 1 to ${most}, not ${text}.`);
}

function rateOf(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new DeveloperInputError(`--rate is how many come in a second at most, not ${text}.`);
}

/** A demo of this machine that runs. Throws DeveloperInputError. */
async function findDemo(
  asked: Readonly<Partial<Record<'app' | 'key' | 'simulator', string | undefined>>>,
): Promise<DemoApp> {
  const app = findApp(asked);
  const { simulator } = app;
  if (simulator === null) {
    throw new DeveloperInputError('The shoppers pay at a simulator: name it with --simulator.');
  }
  for (const origin of [app.origin, simulator]) {
    if (!isLoopback(new URL(origin).hostname)) {
      throw new DeveloperInputError(`Only what runs on this machine is visited, not ${origin}.`);
    }
  }
  for (const url of [`${app.origin}/health`, `${simulator}/control/health`]) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok === true) continue;
    throw new DeveloperInputError(
      `No demo is running: ${url} does not answer. Start one with "npm run demo".`,
    );
  }
  return { ...app, simulator: new URL(simulator).origin };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

async function announce(app: DemoApp, outages: readonly PlannedOutage[]): Promise<void> {
  await tellSimulator(app.simulator, outages);
  const words = outages.map(({ method, kind }) => `${method} ${kind}`).join(', ');
  console.log(words === '' ? 'Everything works again.' : `Out of order from now on: ${words}.`);
}

function createTally({ sessions }: TrafficPlan) {
  const visits: EndedVisit[] = [];
  const startedAt = performance.now();
  let errors = 0;
  let inARow = 0;
  let stopped = false;
  return {
    visits,
    get errors() {
      return errors;
    },
    onEnd(visit: EndedVisit) {
      inARow = 0;
      visits.push(visit);
    },
    onError(error: unknown) {
      errors += 1;
      inARow += 1;
      if (errors <= 3) console.error(error instanceof Error ? error.message : error);
      if (inARow >= MAX_ERRORS_IN_A_ROW) stopped = true;
    },
    isOver: () => stopped,
    stop: () => {
      stopped = true;
    },
    print() {
      const perSecond = (1000 * visits.length) / (performance.now() - startedAt);
      const paid = visits.filter((visit) => visit.paid).length;
      const share = visits.length === 0 ? 0 : Math.round((100 * paid) / visits.length);
      console.log(
        `${visits.length} of ${sessions} shoppers, ${perSecond.toFixed(1)} a second, ${share} % paid`,
      );
    },
  };
}

/** Which of the visits' sessions are paid by now, by the API's word. */
async function paidSince(
  stripe: Stripe,
  since: Date,
  visits: readonly EndedVisit[],
): Promise<ReadonlySet<string>> {
  const ours = new Set(visits.map(({ sessionId }) => sessionId));
  const paid = new Set<string>();
  // A second early, for times on the wire are whole seconds.
  const created = { gte: Math.floor(since.getTime() / 1000) - 1 };
  for await (const session of stripe.checkout.sessions.list({ limit: 100, created })) {
    if (ours.has(session.id) && session.payment_status === 'paid') paid.add(session.id);
  }
  return paid;
}

try {
  await main();
} catch (error) {
  const known = error instanceof DeveloperInputError || error instanceof Stripe.errors.StripeError;
  if (!known) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

import { MINUTE_MS } from '#lib/ordering/decay.ts';
import type { OrderingRecord, OutcomeRecord } from '#lib/ordering/ordering-record.ts';
import { type Random, exponential, normal, seededRandom } from '#lib/ordering/random.ts';
import { at } from './at.ts';
import type { Contender, Visit } from './contender.ts';
import { EventQueue } from './event-queue.ts';
import { type Segment, drawSegment, firstChoice, nextChoice, paidChance } from './shopper.ts';
import { type Reference, type Traffic, methodName } from './traffic.ts';
import type { World } from './world.ts';

/** One scored visit: what its order was worth, beside what others would have been. */
export interface Scored {
  readonly visit: Visit;
  readonly order: readonly number[];
  readonly value: number;
  readonly reference: Reference;
}

const TICK_MS = 30_000;
const LEFT_AFTER_MS = 15 * MINUTE_MS;
const CLOSED_AFTER_MS = 60 * MINUTE_MS;
const PATIENCE_MEAN_MS = 4 * MINUTE_MS;
const LATE_SHARE = 0.005;

interface Session {
  readonly visit: Visit;
  readonly order: readonly number[];
  readonly random: Random;
  readonly segment: Segment;
  readonly tried: number[];
  paid: boolean;
}

type Step =
  | { readonly type: 'choose'; readonly session: Session; readonly place: number }
  | { readonly type: 'record'; readonly session: Session; readonly record: OrderingRecord }
  | { readonly type: 'retry'; readonly session: Session };

/**
 * Runs all visits past a contender, who hears of what happened when it would be known, and scores the
 * orders by their exact chance to be paid.
 */
export function simulate(
  traffic: Traffic,
  contender: Contender,
  onScored: (scored: Scored) => void,
): void {
  const { world, visits, references } = traffic;
  const queue = new EventQueue<Step>();
  let nextTickMs = TICK_MS;
  const runUntil = (untilMs: number) => {
    for (;;) {
      const next = queue.takeUntil(Math.min(untilMs, nextTickMs));
      if (next !== null) {
        takeStep(world, queue, contender, next);
        continue;
      }
      if (nextTickMs > untilMs) return;
      contender.tick?.(nextTickMs);
      nextTickMs += TICK_MS;
    }
  };
  for (const [index, visit] of visits.entries()) {
    runUntil(visit.atMs);
    const instant = world.instantAt(visit.context, visit.atMs);
    const order = contender.order(visit);
    const reference = references.get(index);
    if (reference !== undefined) {
      onScored({ visit, order, value: paidChance(instant, order), reference });
    }
    const random = seededRandom(`shopper/${visit.id}`);
    const segment = drawSegment(random, instant);
    const session: Session = { visit, order, random, segment, tried: [], paid: false };
    const place = firstChoice(random, instant, order, segment);
    if (place === null) {
      const atMs = visit.atMs + LEFT_AFTER_MS;
      queue.add(atMs, { type: 'record', session, record: { type: 'left', atMs } });
      continue;
    }
    const chosenAtMs = visit.atMs + around(random, 20_000, 0.7);
    queue.add(chosenAtMs, { type: 'choose', session, place });
    // Whether it was paid is filled in when the time has come.
    const closedAtMs = visit.atMs + CLOSED_AFTER_MS;
    queue.add(closedAtMs, {
      type: 'record',
      session,
      record: { type: 'closed', atMs: closedAtMs, paid: false },
    });
  }
  runUntil(world.days * 24 * 60 * MINUTE_MS);
}

/** Lognormal. */
function around(random: Random, median: number, spread: number): number {
  return median * Math.exp(spread * normal(random));
}

function takeStep(
  world: World,
  queue: EventQueue<Step>,
  contender: Contender,
  { atMs, event }: { readonly atMs: number; readonly event: Step },
): void {
  const { session } = event;
  const { visit, order } = session;
  switch (event.type) {
    case 'record': {
      const { record } = event;
      if (record.type === 'outcome' && record.outcome === 'paid') session.paid = true;
      const told = record.type === 'closed' ? { ...record, paid: session.paid } : record;
      contender.observe(visit, order, told);
      return;
    }
    case 'retry': {
      const instant = world.instantAt(visit.context, atMs);
      const place = nextChoice(session.random, instant, order, session);
      if (place !== null) queue.add(atMs + 5_000, { type: 'choose', session, place });
      return;
    }
    case 'choose':
      startAttempt(world, queue, contender, { session, place: event.place, atMs });
  }
}

function startAttempt(
  world: World,
  queue: EventQueue<Step>,
  contender: Contender,
  start: { readonly session: Session; readonly place: number; readonly atMs: number },
): void {
  const { session, place, atMs } = start;
  const { visit, order, random, tried } = session;
  const method = at(order, place);
  const instant = world.instantAt(visit.context, atMs);
  const times = at(world.times, method);
  tried.push(place);
  const attemptId = `${visit.id}.${tried.length}`;
  if (tried.length === 1) {
    contender.observe(visit, order, { type: 'chosen', atMs, method: methodName(method) });
  }
  contender.began?.(visit, { id: attemptId, method, startedAtMs: atMs });
  const attemptNo = tried.length;
  const end = (
    endMs: number,
    outcome: OutcomeRecord['outcome'],
    reason: OutcomeRecord['reason'],
  ) => {
    queue.add(endMs, {
      type: 'record',
      session,
      record: {
        type: 'outcome',
        atMs: endMs,
        attemptId,
        method: methodName(method),
        attemptNo,
        startedAtMs: atMs,
        outcome,
        reason,
      },
    });
  };
  const expiresAtMs = atMs + times.expiresAfterMs;
  if (random.next() < at(instant.success, method)) {
    const late = random.next() < LATE_SHARE;
    const paidAtMs = late
      ? expiresAtMs + exponential(random, 10 * MINUTE_MS)
      : atMs + around(random, times.paidMedianMs, 0.6);
    if (paidAtMs > expiresAtMs) end(expiresAtMs, 'expired', null);
    end(paidAtMs, 'paid', null);
    return;
  }
  if (random.next() >= at(instant.silent, method)) {
    const failedAtMs = Math.min(expiresAtMs, atMs + around(random, times.failedMedianMs, 0.8));
    end(failedAtMs, 'failed', random.next() < 0.5 ? 'technical' : 'issuer');
    queue.add(failedAtMs + 1, { type: 'retry', session });
    return;
  }
  // Nobody says anything: the shopper waits for a while, then tries another or goes.
  const patienceMs = 20_000 + exponential(random, PATIENCE_MEAN_MS);
  const next = nextChoice(random, instant, order, session);
  const gaveUpAtMs = atMs + patienceMs;
  if (next === null || gaveUpAtMs >= expiresAtMs) {
    end(expiresAtMs, 'expired', null);
    if (next !== null) queue.add(expiresAtMs + 1, { type: 'choose', session, place: next });
    return;
  }
  end(gaveUpAtMs, 'superseded', null);
  queue.add(gaveUpAtMs + 1, { type: 'choose', session, place: next });
}

import { CHOICE_HALF_LIFE_MS, SUCCESS_HALF_LIFE_MS, decayFactor } from './decay.ts';
import type { DelayCounts } from './delay-distribution.ts';
import { LEVELS, type Level } from './ordering-context.ts';
import type { DownMethod } from './down-method.ts';

/** Evidence on one method in one cell, as of `atMs`; it decays from there when it is read. */
export interface Counter {
  /** Times chosen. */
  readonly n: number;
  /** Exposure to being chosen, in units in which n / e is the choice weight. */
  readonly e: number;
  /** First attempts that were paid, and that failed. */
  readonly s: number;
  readonly f: number;
  readonly atMs: number;
}

export interface Cell {
  /** Leaving without choosing, as if it were one more method. */
  readonly leaving: Counter;
  readonly methods: Readonly<Record<string, Counter>>;
  /** When the cell was first learned from. */
  readonly sinceMs: number;
}

/** What a place in the list does to being chosen: n / e against the first place's 1. */
export interface PositionCounter {
  readonly n: number;
  readonly e: number;
}

export interface PositionCounters {
  readonly places: readonly PositionCounter[];
  readonly atMs: number;
}

/** Sessions whose first attempt failed on a method, and how many of them were paid all the same. */
export interface RecoveryCounter {
  readonly tried: number;
  readonly paid: number;
  readonly atMs: number;
}

/** What all merchants' sessions have taught together, as `poolStates` adds it up. */
export interface PooledPrior {
  /** One, or none where nobody knows anything. */
  readonly cells: readonly Cell[];
  readonly positions: OrderingState['positions'];
  readonly recoveries: OrderingState['recoveries'];
}

/** Everything one merchant's sessions have taught: plain data, to be kept as JSON. */
export interface OrderingState {
  /** One more with each change, so that a decision can say what it knew. */
  readonly version: number;
  readonly levels: Readonly<Record<Level, Readonly<Record<string, Cell>>>>;
  /** By layout of the page (`list`, `tabs`, …). */
  readonly positions: Readonly<Record<string, PositionCounters>>;
  readonly recoveries: Readonly<Record<string, RecoveryCounter>>;
  readonly delays: Readonly<Record<string, DelayCounts>>;
  readonly down: readonly DownMethod[];
  /** What to begin from, where that is not the same for everybody; never kept with the state. */
  readonly pooled?: PooledPrior;
}

export const EMPTY_ORDERING_STATE: OrderingState = {
  version: 0,
  levels: { all: {}, region: {}, device: {}, band: {} },
  positions: {},
  recoveries: {},
  delays: {},
  down: [],
};

const EMPTY_COUNTER = { n: 0, e: 0, s: 0, f: 0 };

/** The counter as it weighs now; zeros where there is none. */
export function counterAt(counter: Counter | undefined, nowMs: number): Counter {
  if (counter === undefined) return { ...EMPTY_COUNTER, atMs: nowMs };
  const elapsedMs = nowMs - counter.atMs;
  if (elapsedMs <= 0) return counter;
  const choice = decayFactor(elapsedMs, CHOICE_HALF_LIFE_MS);
  const success = decayFactor(elapsedMs, SUCCESS_HALF_LIFE_MS);
  return {
    n: counter.n * choice,
    e: counter.e * choice,
    s: counter.s * success,
    f: counter.f * success,
    atMs: nowMs,
  };
}

/** Adds to a counter; what is taken away never leaves less than nothing. */
export function addToCounter(
  counter: Counter | undefined,
  added: Partial<Omit<Counter, 'atMs'>>,
  nowMs: number,
): Counter {
  const now = counterAt(counter, nowMs);
  return {
    n: Math.max(0, now.n + (added.n ?? 0)),
    e: Math.max(0, now.e + (added.e ?? 0)),
    s: Math.max(0, now.s + (added.s ?? 0)),
    f: Math.max(0, now.f + (added.f ?? 0)),
    atMs: now.atMs,
  };
}

/**
 * Cells of a level: what shoppers are told apart by is what their browsers say, and a state is kept, read and written
 * whole. Far more than an honest shop's kinds of shoppers; beyond, those that know least make room, whose shoppers
 * are then judged by the level above.
 */
export const MOST_CELLS = 1_000;
const MADE_ROOM = MOST_CELLS / 10;

function withRoom(cells: Readonly<Record<string, Cell>>, nowMs: number): typeof cells {
  const all = Object.entries(cells);
  if (all.length < MOST_CELLS) return cells;
  const known = ({ leaving, methods }: Cell) =>
    [leaving, ...Object.values(methods)]
      .map((counter) => counterAt(counter, nowMs))
      .reduce((sum, { n, s, f }) => sum + n + s + f, 0);
  const byKnown = all
    .map((entry) => ({ entry, known: known(entry[1]) }))
    .toSorted((a, b) => a.known - b.known);
  return Object.fromEntries(
    byKnown.slice(all.length - MOST_CELLS + MADE_ROOM).map(({ entry }) => entry),
  );
}

/** Changes one cell of each level; what is not on the way is shared with the state before. */
export function changeCells(
  state: OrderingState,
  keys: Readonly<Record<Level, string>>,
  nowMs: number,
  change: (cell: Cell) => Cell,
): OrderingState {
  const levels = { ...state.levels };
  for (const level of LEVELS) {
    const key = keys[level];
    const before = state.levels[level];
    const known = before[key];
    const cell = known ?? { leaving: counterAt(undefined, nowMs), methods: {}, sinceMs: nowMs };
    const others = known === undefined ? withRoom(before, nowMs) : before;
    levels[level] = { ...others, [key]: change(cell) };
  }
  return { ...state, levels, version: state.version + 1 };
}

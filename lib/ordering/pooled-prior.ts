import { CHOICE_HALF_LIFE_MS, SUCCESS_HALF_LIFE_MS, decayFactor } from './decay.ts';
import {
  type Cell,
  type KeptCounter,
  type OrderingState,
  type PooledPrior,
  type PositionCounters,
  type RecoveryCounter,
  cellAsOf,
} from './ordering-state.ts';

/**
 * Sessions that one merchant can bring in, and no more: the pool is what merchants have in common, and whoever made
 * sessions by the million would else decide for all of them.
 */
export const MOST_OF_ONE = 1_000;

/**
 * What several merchants' sessions have taught, added up at its most general: nothing of it tells whose they were.
 * A state that carries it as `pooled` begins from there instead of from what is assumed of any method.
 */
export function poolStates(all: readonly OrderingState[]): PooledPrior {
  const states = all.map(ofOne);
  const cells = states.flatMap(({ levels }) => Object.values(levels.all));
  return {
    cells: cells.length === 0 ? [] : [cells.reduce(sumOfCells)],
    positions: sumOfRecords(
      states.map(({ positions }) => positions),
      sumOfPositions,
    ),
    recoveries: sumOfRecords(
      states.map(({ recoveries }) => recoveries),
      sumOfRecoveries,
    ),
  };
}

/** A merchant's state with its evidence brought down to `MOST_OF_ONE`, in the same proportions. */
function ofOne(state: OrderingState): OrderingState {
  const share = Math.min(1, MOST_OF_ONE / Math.max(1, knownBy(state)));
  if (share === 1) return state;
  const { levels, positions, recoveries } = state;
  const ofCounter = (counter: KeptCounter): KeptCounter => counter.map((figure) => figure * share);
  return {
    ...state,
    levels: {
      ...levels,
      all: mapped(levels.all, (cell) => ({
        ...cell,
        leaving: ofCounter(cell.leaving),
        methods: mapped(cell.methods, ofCounter),
      })),
    },
    positions: mapped(positions, ({ places, atMs }) => ({
      places: places.map(({ n, e }) => ({ n: n * share, e: e * share })),
      atMs,
    })),
    recoveries: mapped(recoveries, ({ tried, paid, atMs }) => ({
      tried: tried * share,
      paid: paid * share,
      atMs,
    })),
  };
}

/** Choices or outcomes, whichever there are more of, as kept. */
function knownBy({ levels }: OrderingState): number {
  const counters = Object.values(levels.all).flatMap(({ leaving, methods }) => [
    leaving,
    ...Object.values(methods),
  ]);
  return Math.max(
    counters.reduce((sum, [n = 0]) => sum + n, 0),
    counters.reduce((sum, [, , s = 0, f = 0]) => sum + s + f, 0),
  );
}

function mapped<Value>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** As of the later of the two. */
function sumOfCells(a: Cell, b: Cell): Cell {
  const asOfMs = Math.max(a.asOfMs, b.asOfMs);
  const ofA = cellAsOf(a, asOfMs);
  const ofB = cellAsOf(b, asOfMs);
  return {
    leaving: sumOfCounters(ofA.leaving, ofB.leaving),
    methods: sumOfRecords([ofA.methods, ofB.methods], sumOfCounters),
    sinceMs: Math.min(a.sinceMs, b.sinceMs),
    asOfMs,
  };
}

function sumOfCounters(a: KeptCounter, b: KeptCounter): KeptCounter {
  return Array.from(
    { length: Math.max(a.length, b.length) },
    (_, at) => (a[at] ?? 0) + (b[at] ?? 0),
  );
}

function sumOfPositions(a: PositionCounters, b: PositionCounters): PositionCounters {
  const atMs = Math.max(a.atMs, b.atMs);
  const decayed = [a, b].map(({ places, atMs: then }) => {
    const decay = decayFactor(atMs - then, CHOICE_HALF_LIFE_MS);
    return places.map(({ n, e }) => ({ n: n * decay, e: e * decay }));
  });
  const length = Math.max(a.places.length, b.places.length);
  const places = Array.from({ length }, (_, place) => ({
    n: decayed.reduce((sum, of) => sum + (of[place]?.n ?? 0), 0),
    e: decayed.reduce((sum, of) => sum + (of[place]?.e ?? 0), 0),
  }));
  return { places, atMs };
}

function sumOfRecoveries(a: RecoveryCounter, b: RecoveryCounter): RecoveryCounter {
  const atMs = Math.max(a.atMs, b.atMs);
  const [ofA, ofB] = [a, b].map((one) => decayFactor(atMs - one.atMs, SUCCESS_HALF_LIFE_MS));
  return {
    tried: a.tried * (ofA ?? 1) + b.tried * (ofB ?? 1),
    paid: a.paid * (ofA ?? 1) + b.paid * (ofB ?? 1),
    atMs,
  };
}

function sumOfRecords<Value>(
  records: readonly Readonly<Record<string, Value>>[],
  sum: (a: Value, b: Value) => Value,
): Readonly<Record<string, Value>> {
  const sums = new Map<string, Value>();
  for (const [key, value] of records.flatMap((record) => Object.entries(record))) {
    const before = sums.get(key);
    sums.set(key, before === undefined ? value : sum(before, value));
  }
  return Object.fromEntries(sums);
}

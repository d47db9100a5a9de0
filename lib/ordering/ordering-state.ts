import {
  CHOICE_HALF_LIFE_MS,
  SUCCESS_HALF_LIFE_MS,
  decayFactor,
  isOutdated,
  rounded,
} from './decay.ts';
import type { DelayCounts } from './delay-distribution.ts';
import type { DownMethod, SuspectedMethod } from './down-method.ts';
import type { Level } from './ordering-context.ts';

/** Evidence on one method in one cell, as it weighs at one moment. */
export interface Counter {
  /** Times chosen. */
  readonly n: number;
  /** Exposure to being chosen, in units in which n / e is the choice weight. */
  readonly e: number;
  /** First attempts that were paid, and that failed. */
  readonly s: number;
  readonly f: number;
}

/**
 * A counter as it is kept: n, e, s and f as they weighed at the cell's `asOfMs`, without the zeros at its
 * end. A merchant has up to two thousand of them.
 */
export type KeptCounter = readonly number[];

export interface Cell {
  /** Leaving without choosing, as if it were one more method. */
  readonly leaving: KeptCounter;
  readonly methods: Readonly<Record<string, KeptCounter>>;
  /** When the cell was first learned from. */
  readonly sinceMs: number;
  /** What its counters are as of; they decay from there when they are read. */
  readonly asOfMs: number;
}

/** By key, see `levelKeys`. */
export type Cells = Readonly<Record<string, Cell>>;

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
  readonly levels: Readonly<Record<Exclude<Level, 'band'>, Cells>> & {
    /** By the device's key first: each change copies what it changes a cell of. */
    readonly band: Readonly<Record<string, Cells>>;
  };
  /** By layout of the page (`list`, `tabs`, …). */
  readonly positions: Readonly<Record<string, PositionCounters>>;
  readonly recoveries: Readonly<Record<string, RecoveryCounter>>;
  readonly delays: Readonly<Record<string, DelayCounts>>;
  readonly down: readonly DownMethod[];
  /** What to begin from, where that is not the same for everybody; never kept with the state. */
  readonly pooled?: PooledPrior;
  /** As of the last look for outages; none where it is not given. */
  readonly suspected?: readonly SuspectedMethod[];
}

export const EMPTY_ORDERING_STATE: OrderingState = {
  version: 0,
  levels: { all: {}, region: {}, device: {}, band: {} },
  positions: {},
  recoveries: {},
  delays: {},
  down: [],
};

export type LevelKeys = Readonly<Record<Level, string>>;

export function cellOf(state: OrderingState, keys: LevelKeys, level: Level): Cell | undefined {
  const { levels } = state;
  return level === 'band' ? levels.band[keys.device]?.[keys.band] : levels[level][keys[level]];
}

/** What a cell's counters are multiplied by. */
export interface CellWeights {
  readonly choice: number;
  readonly success: number;
}

export function cellWeights({ asOfMs }: Cell, nowMs: number): CellWeights {
  return {
    choice: decayFactor(nowMs - asOfMs, CHOICE_HALF_LIFE_MS),
    success: decayFactor(nowMs - asOfMs, SUCCESS_HALF_LIFE_MS),
  };
}

/** A counter as it weighs; zeros where there is none. */
export function weighed(
  [n = 0, e = 0, s = 0, f = 0]: KeptCounter = [],
  { choice, success }: CellWeights,
): Counter {
  return { n: n * choice, e: e * choice, s: s * success, f: f * success };
}

/** What is added to cells alike; below zero, what is taken back. */
export interface Evidence {
  readonly leaving?: Partial<Counter>;
  readonly methods: Readonly<Record<string, Partial<Counter>>>;
}

/**
 * Adds to one cell of each level; what is not on the way is shared with the state before. What is taken
 * back never leaves less than nothing, and makes no cell: it is of one that was forgotten.
 */
export function addEvidence(
  state: OrderingState,
  keys: LevelKeys,
  evidence: Evidence & { readonly takesBack?: true },
  nowMs: number,
): OrderingState {
  const takesBack = evidence.takesBack === true;
  const added = (cells: Cells, key: string) => {
    const cell = cells[key];
    if (cell === undefined && takesBack) return cells;
    const before = cell ?? { leaving: [], methods: {}, sinceMs: nowMs, asOfMs: nowMs };
    return { ...cells, [key]: addToCell(upToDate(before, nowMs), evidence, nowMs) };
  };
  const { all, region, device, band } = takesBack
    ? state.levels
    : withRoom(state.levels, keys, nowMs);
  const bands = added(band[keys.device] ?? {}, keys.band);
  const levels = {
    all: added(all, keys.all),
    region: added(region, keys.region),
    device: added(device, keys.device),
    band: Object.keys(bands).length === 0 ? band : { ...band, [keys.device]: bands },
  };
  return { ...state, levels, version: state.version + 1 };
}

/** Later evidence is added for more than 1, so that what is kept need not change; now and then all of it does. */
function upToDate(cell: Cell, nowMs: number): Cell {
  return isOutdated(nowMs - cell.asOfMs) ? cellAsOf(cell, nowMs) : cell;
}

/** The same evidence, as it weighs at another moment. */
export function cellAsOf(cell: Cell, nowMs: number): Cell {
  const weights = cellWeights(cell, nowMs);
  const methods: Record<string, KeptCounter> = {};
  for (const [method, counter] of Object.entries(cell.methods)) {
    methods[method] = kept(weighed(counter, weights));
  }
  return { ...cell, leaving: kept(weighed(cell.leaving, weights)), methods, asOfMs: nowMs };
}

function addToCell(cell: Cell, { leaving, methods }: Evidence, nowMs: number): Cell {
  const weights = cellWeights(cell, nowMs);
  const counters = { ...cell.methods };
  for (const [method, added] of Object.entries(methods)) {
    counters[method] = addToCounter(counters[method], added, weights);
  }
  return {
    ...cell,
    leaving: leaving === undefined ? cell.leaving : addToCounter(cell.leaving, leaving, weights),
    methods: counters,
  };
}

function addToCounter(
  [n = 0, e = 0, s = 0, f = 0]: KeptCounter = [],
  added: Partial<Counter>,
  { choice, success }: CellWeights,
): KeptCounter {
  return kept({
    n: n + (added.n ?? 0) / choice,
    e: e + (added.e ?? 0) / choice,
    s: s + (added.s ?? 0) / success,
    f: f + (added.f ?? 0) / success,
  });
}

function kept({ n, e, s, f }: Counter): KeptCounter {
  const figures = [n, e, s, f].map((figure) => rounded(Math.max(0, figure)));
  return figures.slice(0, figures.findLastIndex((figure) => figure > 0) + 1);
}

/** So many cells are kept at most: shoppers of all the world would come to thousands. */
export const MAX_CELLS = { region: 16, device: 40 } as const;
/** What weighs less than a tenth of a session says nothing that the level above does not. */
const LEAST_EVIDENCE = 0.1;

/** The levels with room for one more cell where a key is new; a device's bands go with it. */
function withRoom(
  levels: OrderingState['levels'],
  keys: LevelKeys,
  nowMs: number,
): OrderingState['levels'] {
  const region =
    levels.region[keys.region] === undefined
      ? strongest(levels.region, MAX_CELLS.region - 1, nowMs)
      : levels.region;
  if (levels.device[keys.device] !== undefined) return { ...levels, region };
  const device = strongest(levels.device, MAX_CELLS.device - 1, nowMs);
  const band = Object.fromEntries(
    Object.entries(levels.band).filter(([key]) => device[key] !== undefined),
  );
  return { ...levels, region, device, band };
}

/** Without those that hardly weigh any more, nor the weakest beyond so many. */
function strongest(cells: Cells, most: number, nowMs: number): Cells {
  const weighing = Object.entries(cells)
    .map(([key, cell]) => ({ key, cell, evidence: evidenceOf(cell, nowMs) }))
    .filter(({ evidence }) => evidence >= LEAST_EVIDENCE)
    .toSorted((a, b) => b.evidence - a.evidence)
    .slice(0, most);
  return Object.fromEntries(weighing.map(({ key, cell }) => [key, cell]));
}

/** Choices and outcomes together, as they weigh. */
function evidenceOf(cell: Cell, nowMs: number): number {
  const weights = cellWeights(cell, nowMs);
  return [cell.leaving, ...Object.values(cell.methods)].reduce((sum, counter) => {
    const { n, s, f } = weighed(counter, weights);
    return sum + n + s + f;
  }, 0);
}

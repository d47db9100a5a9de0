import { CHOICE_HALF_LIFE_MS, SUCCESS_HALF_LIFE_MS, decayFactor } from './decay.ts';
import { type Level, LEVELS, type OrderingContext, levelKeys } from './ordering-context.ts';
import { sessionsOf } from './learned-sessions.ts';
import { type Cell, type OrderingState, cellOf, cellWeights, weighed } from './ordering-state.ts';
import { type SuspectedMethod, downFor, suspectedFor } from './down-method.ts';

/** Gamma(shape, rate) over a choice weight: mean shape / rate. */
export interface WeightPosterior {
  readonly shape: number;
  readonly rate: number;
}

/** Beta(a, b) over the chance that a first attempt is paid. */
export interface SuccessPosterior {
  readonly a: number;
  readonly b: number;
}

export interface MethodEstimate {
  readonly method: string;
  readonly weight: WeightPosterior;
  readonly success: SuccessPosterior;
  /** Chance that a session is paid although its first attempt, on this method, failed. */
  readonly recovery: number;
  /** Out of order here, or suspected of it, so that `success` is what was seen since. */
  readonly down: SuspectedMethod | null;
}

export interface ContextEstimate {
  readonly methods: readonly MethodEstimate[];
  /** The weight of leaving without choosing. */
  readonly leaving: WeightPosterior;
  /** What the place k of the list multiplies a weight by; the first is 1. */
  readonly positions: readonly number[];
}

/** Weight of the parent's mean, in outcomes, once the parent itself knows plenty. */
const SUCCESS_STRENGTH = 80;
const ROOT_SUCCESS: SuccessPosterior = { a: 4.25, b: 0.75 };
/** The same for choices. */
const WEIGHT_STRENGTH = 16;
/** Before anything is known every method is as likely to be chosen; few leave. */
const ROOT_WEIGHT: WeightPosterior = { shape: 2, rate: 2 };
const ROOT_LEAVING: WeightPosterior = { shape: 2, rate: 2 };
const RECOVERY_STRENGTH = 20;
const ROOT_RECOVERY = { tried: 10, paid: 4 };
/** High: popular methods stand high, so place and liking are hard to tell apart. */
const POSITION_STRENGTH = 200;
/** A method that is down keeps little credit, and loses it with each failure since. */
const DOWN_PRIOR: SuccessPosterior = { a: 0.6, b: 4 };

/** What the state says about these methods in this context, each level shrunk towards the one above. */
export function estimateContext(
  state: OrderingState,
  context: OrderingContext,
  methods: readonly string[],
  options: { readonly layout: string; readonly nowMs: number },
): ContextEstimate {
  const { nowMs } = options;
  const keys = levelKeys(context);
  const cells = [
    ...(state.pooled?.cells ?? []),
    ...LEVELS.flatMap((level) => cellOf(state, keys, level) ?? []),
  ].map((cell) => ({ cell, weights: cellWeights(cell, nowMs) }));
  const recoveryIn = recoveries(state, nowMs);
  return {
    leaving: cells.reduce((parent, { cell, weights }) => {
      const { n, e } = weighed(cell.leaving, weights);
      return shrunkWeight(parent, n, e);
    }, ROOT_LEAVING),
    methods: methods.map((method) => {
      let weight = ROOT_WEIGHT;
      let success = ROOT_SUCCESS;
      for (const { cell, weights } of cells) {
        const kept = cell.methods[method];
        if (kept === undefined) continue;
        const counter = weighed(kept, weights);
        weight = shrunkWeight(weight, counter.n, counter.e);
        success = shrunkSuccess(success, counter.s, counter.f);
      }
      const down =
        downFor(state.down, context, method) ??
        suspectedFor(state.suspected ?? [], context, method);
      return {
        method,
        weight,
        success:
          down === null ? success : { a: DOWN_PRIOR.a + down.paid, b: DOWN_PRIOR.b + down.failed },
        recovery: recoveryIn(method),
        down,
      };
    }),
    positions: positionEffects(state, options.layout, methods.length, nowMs),
  };
}

/** The chance that a first attempt is paid, by all that was counted: as if no outage were known of. */
export function expectedSuccess(
  state: OrderingState,
  context: OrderingContext,
  method: string,
  nowMs: number,
): number {
  const keys = levelKeys(context);
  let success = ROOT_SUCCESS;
  for (const level of LEVELS) {
    const cell = cellOf(state, keys, level);
    const kept = cell?.methods[method];
    if (cell === undefined || kept === undefined) continue;
    const { s, f } = weighed(kept, cellWeights(cell, nowMs));
    success = shrunkSuccess(success, s, f);
  }
  return success.a / (success.a + success.b);
}

function shrunkSuccess(parent: SuccessPosterior, s: number, f: number): SuccessPosterior {
  const n = parent.a + parent.b;
  const strength = (SUCCESS_STRENGTH * n) / (SUCCESS_STRENGTH + n);
  return { a: (strength * parent.a) / n + s, b: (strength * parent.b) / n + f };
}

function shrunkWeight(parent: WeightPosterior, n: number, e: number): WeightPosterior {
  const strength = (WEIGHT_STRENGTH * parent.shape) / (WEIGHT_STRENGTH + parent.shape);
  return { shape: strength + n, rate: (strength * parent.rate) / parent.shape + e };
}

/** Before anything is known, the place k draws (k + 1)^-0.6 of what the first does. */
export function priorPositionEffect(place: number): number {
  return (place + 1) ** -0.6;
}

export function positionEffects(
  state: OrderingState,
  layout: string,
  places: number,
  nowMs: number,
): readonly number[] {
  const chain = [state.pooled?.positions[layout], state.positions[layout]].map((learned) => ({
    places: learned?.places ?? [],
    decay: learned === undefined ? 1 : decayFactor(nowMs - learned.atMs, CHOICE_HALF_LIFE_MS),
  }));
  const effects: number[] = [];
  let first = 1;
  for (let place = 0; place < places; place += 1) {
    const effect = chain.reduce((prior, { places: seen, decay }) => {
      const { n, e } = seen[place] ?? { n: 0, e: 0 };
      return (POSITION_STRENGTH * prior + n * decay) / (POSITION_STRENGTH + e * decay);
    }, priorPositionEffect(place));
    if (place === 0) first = effect;
    // A lower place never counts for more than a higher one: that would be noise.
    effects.push(Math.min(effect / first, effects.at(-1) ?? 1));
  }
  return effects;
}

/** Each method's recovery, shrunk to the mean of all, which is to what all merchants know where that is given. */
function recoveries(state: OrderingState, nowMs: number): (method: string) => number {
  const own = { counters: state.recoveries, nowMs };
  if (state.pooled === undefined) {
    const mean = meanRecovery(own, ROOT_RECOVERY.paid / ROOT_RECOVERY.tried);
    return (method) => recoveryOf(own, method, mean);
  }
  const pooled = { counters: state.pooled.recoveries, nowMs };
  const pooledMean = meanRecovery(pooled, ROOT_RECOVERY.paid / ROOT_RECOVERY.tried);
  const mean = meanRecovery(own, pooledMean);
  return (method) =>
    recoveryOf(
      own,
      method,
      pooled.counters[method] === undefined ? mean : recoveryOf(pooled, method, pooledMean),
    );
}

interface Recoveries {
  readonly counters: OrderingState['recoveries'];
  readonly nowMs: number;
}

function meanRecovery({ counters, nowMs }: Recoveries, root: number): number {
  let { tried } = ROOT_RECOVERY;
  let paid = tried * root;
  for (const counter of Object.values(counters)) {
    const decay = decayFactor(nowMs - counter.atMs, SUCCESS_HALF_LIFE_MS);
    tried += counter.tried * decay;
    paid += counter.paid * decay;
  }
  return paid / tried;
}

function recoveryOf({ counters, nowMs }: Recoveries, method: string, mean: number): number {
  const counter = counters[method];
  if (counter === undefined) return mean;
  const decay = decayFactor(nowMs - counter.atMs, SUCCESS_HALF_LIFE_MS);
  return (
    (RECOVERY_STRENGTH * mean + counter.paid * decay) / (RECOVERY_STRENGTH + counter.tried * decay)
  );
}

/** The most particular level that has enough of its own to speak from, and what it has. */
export interface LevelEvidence {
  /** `prior`: nothing was seen anywhere, what is shown is what was assumed. */
  readonly level: Level | 'prior';
  readonly chosen: number;
  readonly paid: number;
  readonly failed: number;
  /** Sessions of such shoppers, whatever they chose, older ones for less. */
  readonly sessions: number;
  readonly sinceMs: number | null;
}

const ENOUGH_OUTCOMES = 30;

export function levelEvidence(
  state: OrderingState,
  context: OrderingContext,
  method: string,
  nowMs: number,
): LevelEvidence {
  const keys = levelKeys(context);
  let found: Omit<LevelEvidence, 'sessions'> = {
    level: 'prior',
    chosen: 0,
    paid: 0,
    failed: 0,
    sinceMs: null,
  };
  let of: Cell | null = null;
  for (const level of LEVELS) {
    const cell = cellOf(state, keys, level);
    const kept = cell?.methods[method];
    if (cell === undefined || kept === undefined) continue;
    const { n, s, f } = weighed(kept, cellWeights(cell, nowMs));
    if (s + f < ENOUGH_OUTCOMES && found.level !== 'prior') continue;
    found = { level, chosen: n, paid: s, failed: f, sinceMs: cell.sinceMs };
    of = cell;
  }
  return { ...found, sessions: of === null ? 0 : sessionsOf(of, nowMs) };
}

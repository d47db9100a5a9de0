import { ExperimentDesignError } from './experiment-design-error.ts';
import { type ExposedSession, isInTime, isMature } from './exposed-session.ts';
import type { Watched } from './kaplan-meier.ts';
import {
  type Measured,
  METRIC_KEYS,
  type MetricKey,
  type MetricSettings,
  measure,
  PRIMARY_METRIC,
} from './metrics.ts';
import { NO_SUMS, type RatioSums } from './sample.ts';

/** Sums of what was known of units before, x, beside the primary metric. */
export interface BeforeSums {
  readonly sum: number;
  readonly squares: number;
  readonly byNumerator: number;
  readonly byDenominator: number;
}

/** All that an analysis has to know of one arm. */
export interface ArmTally {
  readonly arm: string;
  /** Units that were shown an order, whatever became of them. */
  readonly exposed: number;
  /** Units of which a session was left out. */
  readonly excluded: number;
  /** Units of which a session is analysed. */
  readonly analysed: number;
  /** Mature sessions that were not left out, and those of them that an arm could do something for. */
  readonly sessions: { readonly mature: number; readonly ordersDiffer: number };
  /** Sessions whose time is not over yet. */
  readonly immature: number;
  readonly sums: Readonly<Record<MetricKey, RatioSums>>;
  /** The primary metric by the context of a unit's first session. */
  readonly byContext: ReadonlyMap<string, RatioSums>;
  readonly before: BeforeSums;
  /** The first session of each unit, for as long as it has been watched. */
  readonly watched: readonly Watched[];
}

interface TallyOptions {
  readonly arms: readonly string[];
  readonly asOf: Date;
  readonly settings: MetricSettings;
}

/**
 * Counts sessions by arm, in units. A unit belongs to the arm of its first session, whatever it was shown
 * later. Sessions that are left out, immature, or shown the same order by every arm are counted but not
 * measured.
 *
 * Throws ExperimentDesignError for a session of an arm that is not among `arms`.
 */
export function tallySessions(
  sessions: Iterable<ExposedSession>,
  options: TallyOptions,
): ArmTally[] {
  const tally = sessionTally(options);
  const inOrder = [...sessions].toSorted((a, b) => a.exposedAt.getTime() - b.exposedAt.getTime());
  for (const session of inOrder) tally.add(session);
  return tally.result();
}

/**
 * The same for more sessions than are to be held at once: they are added in the order of their exposures, and
 * what is kept grows with the units only.
 */
export function sessionTally({ arms, asOf, settings }: TallyOptions): {
  add(session: ExposedSession): void;
  result(): ArmTally[];
} {
  const units = new Map<string, Unit>();
  return {
    add(session) {
      if (!arms.includes(session.arm)) {
        throw new ExperimentDesignError(
          'arm',
          `a session was shown "${session.arm}", and there is only ${arms.join(', ')}.`,
        );
      }
      const unit = units.get(session.unit) ?? newUnit(session);
      units.set(session.unit, unit);
      addSession(unit, session, asOf, settings);
    },
    result: () =>
      arms.map((arm) =>
        tallyArm(
          arm,
          [...units.values()].filter((unit) => unit.arm === arm),
        ),
      ),
  };
}

interface Unit {
  readonly arm: string;
  readonly context: string;
  readonly before: number;
  excluded: boolean;
  mature: number;
  ordersDiffer: number;
  immature: number;
  watched: Watched | null;
  /** By the metric's place among `METRIC_KEYS`: there may be hundreds of thousands of units. */
  readonly numerators: number[];
  readonly denominators: number[];
}

function newUnit({ arm, context, before }: ExposedSession): Unit {
  return {
    arm,
    context,
    before,
    excluded: false,
    mature: 0,
    ordersDiffer: 0,
    immature: 0,
    watched: null,
    numerators: METRIC_KEYS.map(() => 0),
    denominators: METRIC_KEYS.map(() => 0),
  };
}

function addSession(
  unit: Unit,
  session: ExposedSession,
  asOf: Date,
  settings: MetricSettings,
): void {
  if (session.exclusion !== null) {
    unit.excluded = true;
    return;
  }
  if (session.ordersDiffer) unit.watched ??= watch(session, asOf);
  if (!isMature(session, asOf)) {
    unit.immature += 1;
    return;
  }
  unit.mature += 1;
  if (!session.ordersDiffer) return;
  unit.ordersDiffer += 1;
  METRIC_KEYS.forEach((key, metric) => {
    const [numerator, denominator] = measure(key, session, settings);
    unit.numerators[metric] = (unit.numerators[metric] ?? 0) + numerator;
    unit.denominators[metric] = (unit.denominators[metric] ?? 0) + denominator;
  });
}

function watch(session: ExposedSession, asOf: Date): Watched {
  const since = session.exposedAt.getTime();
  const { paid } = session;
  return paid !== null && isInTime(session, paid.at)
    ? { ms: paid.at.getTime() - since, paid: true }
    : { ms: asOf.getTime() - since, paid: false };
}

function tallyArm(arm: string, units: readonly Unit[]): ArmTally {
  const analysed = units.filter(({ ordersDiffer }) => ordersDiffer > 0);
  const sums = Object.fromEntries(METRIC_KEYS.map((key) => [key, sumsOf(analysed, key)])) as Record<
    MetricKey,
    RatioSums
  >; // every key is there
  const contexts = new Map<string, Unit[]>();
  for (const unit of analysed) {
    const same = contexts.get(unit.context);
    if (same === undefined) contexts.set(unit.context, [unit]);
    else same.push(unit);
  }
  const byContext = new Map(
    [...contexts].map(([context, of]) => [context, sumsOf(of, PRIMARY_METRIC)]),
  );
  const total = (of: (unit: Unit) => number) => units.reduce((sum, unit) => sum + of(unit), 0);
  return {
    arm,
    exposed: units.length,
    excluded: units.filter(({ excluded }) => excluded).length,
    analysed: analysed.length,
    sessions: {
      mature: total(({ mature }) => mature),
      ordersDiffer: total(({ ordersDiffer }) => ordersDiffer),
    },
    immature: total(({ immature }) => immature),
    sums,
    byContext,
    before: beforeSums(analysed),
    watched: units.flatMap(({ watched }) => watched ?? []),
  };
}

function sumsOf(units: readonly Unit[], key: MetricKey): RatioSums {
  const sums = { ...NO_SUMS };
  // Looked up once: there may be hundreds of thousands of units.
  const metric = METRIC_KEYS.indexOf(key);
  for (const { numerators, denominators } of units) {
    const numerator = numerators[metric] ?? 0;
    const denominator = denominators[metric] ?? 0;
    sums.units += 1;
    sums.numerator += numerator;
    sums.numeratorSquares += numerator ** 2;
    sums.denominator += denominator;
    sums.denominatorSquares += denominator ** 2;
    sums.products += numerator * denominator;
  }
  return sums;
}

function beforeSums(units: readonly Unit[]): BeforeSums {
  const sums = { sum: 0, squares: 0, byNumerator: 0, byDenominator: 0 };
  for (const unit of units) {
    const [numerator, denominator] = measuredOf(unit, PRIMARY_METRIC);
    sums.sum += unit.before;
    sums.squares += unit.before ** 2;
    sums.byNumerator += unit.before * numerator;
    sums.byDenominator += unit.before * denominator;
  }
  return sums;
}

function measuredOf({ numerators, denominators }: Unit, key: MetricKey): Measured {
  const metric = METRIC_KEYS.indexOf(key);
  return [numerators[metric] ?? 0, denominators[metric] ?? 0];
}

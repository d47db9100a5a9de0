import { ExperimentDesignError } from './experiment-design-error.ts';
import { type ExposedSession, isInTime, isMature } from './exposed-session.ts';
import type { Watched } from './kaplan-meier.ts';
import {
  METRIC_KEYS,
  type MetricKey,
  type MetricSettings,
  measure,
  PRIMARY_METRIC,
} from './metrics.ts';
import { addRatioSums, NO_SUMS, type RatioSums, unitSums } from './sample.ts';

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

/**
 * Counts sessions by arm, in units. A unit belongs to the arm of its first session, whatever it was shown
 * later. Sessions that are left out, immature, or shown the same order by every arm are counted but not
 * measured.
 *
 * Throws ExperimentDesignError for a session of an arm that is not among `arms`.
 */
export function tallySessions(
  sessions: Iterable<ExposedSession>,
  {
    arms,
    asOf,
    settings,
  }: { readonly arms: readonly string[]; readonly asOf: Date; readonly settings: MetricSettings },
): ArmTally[] {
  const units = new Map<string, Unit>();
  const inOrder = [...sessions].toSorted((a, b) => a.exposedAt.getTime() - b.exposedAt.getTime());
  for (const session of inOrder) {
    if (!arms.includes(session.arm)) {
      throw new ExperimentDesignError(
        'arm',
        `a session was shown "${session.arm}", and there is only ${arms.join(', ')}.`,
      );
    }
    const unit = units.get(session.unit) ?? newUnit(session);
    units.set(session.unit, unit);
    addSession(unit, session, asOf, settings);
  }
  return arms.map((arm) =>
    tallyArm(
      arm,
      [...units.values()].filter((unit) => unit.arm === arm),
    ),
  );
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
  readonly measured: Map<MetricKey, readonly [number, number]>;
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
    measured: new Map(),
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
  for (const key of METRIC_KEYS) {
    const [numerator, denominator] = measure(key, session, settings);
    const [soFar, over] = unit.measured.get(key) ?? [0, 0];
    unit.measured.set(key, [soFar + numerator, over + denominator]);
  }
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
  const byContext = new Map<string, RatioSums>();
  const sums = Object.fromEntries(
    METRIC_KEYS.map((key) => [
      key,
      analysed.map((unit) => sumsOf(unit, key)).reduce(addRatioSums, NO_SUMS),
    ]),
  ) as Record<MetricKey, RatioSums>; // every key is there
  for (const unit of analysed) {
    const soFar = byContext.get(unit.context) ?? NO_SUMS;
    byContext.set(unit.context, addRatioSums(soFar, sumsOf(unit, PRIMARY_METRIC)));
  }
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

function sumsOf({ measured }: Unit, key: MetricKey): RatioSums {
  return unitSums(...(measured.get(key) ?? [0, 0]));
}

function beforeSums(units: readonly Unit[]): BeforeSums {
  const total = (of: (unit: Unit) => number) => units.reduce((sum, unit) => sum + of(unit), 0);
  const primary = ({ measured }: Unit) => measured.get(PRIMARY_METRIC) ?? [0, 0];
  return {
    sum: total(({ before }) => before),
    squares: total(({ before }) => before ** 2),
    byNumerator: total((unit) => unit.before * primary(unit)[0]),
    byDenominator: total((unit) => unit.before * primary(unit)[1]),
  };
}

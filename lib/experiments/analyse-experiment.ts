import { type BayesianReading, bayesianReadings } from './bayesian-reading.ts';
import { defectsOf, type ExperimentHealth } from './experiment-health.ts';
import type { ExperimentPlan } from './experiment-plan.ts';
import { type ExposedSession, MATURITY_MS } from './exposed-session.ts';
import type { Stop } from './guardrails.ts';
import { type ArmJudgement, judgeArms, type LookAt, pairsOf } from './judge-arms.ts';
import { type TimeToPaid, timeToPaid } from './kaplan-meier.ts';
import { PRIMARY_METRIC } from './metrics.ts';
import {
  readSecondary,
  readSegments,
  type SecondaryReadings,
  type SideReading,
} from './side-readings.ts';
import { type ArmTally, tallySessions } from './tally-sessions.ts';

export interface ArmReading extends ArmJudgement {
  readonly secondary: SecondaryReadings;
  /** By context, for finding questions and not for answering them. */
  readonly segments: ReadonlyMap<string, SideReading>;
}

/** In the order in which it is to be shown: whether to believe it, what was decided, and what stands beside. */
export interface ExperimentReading {
  readonly health: ExperimentHealth;
  /** One for each arm but the control. */
  readonly arms: readonly ArmReading[];
  readonly toStop: readonly Stop[];
  /** Of each arm, the control first. Null for one that has none yet. */
  readonly timeToPaid: ReadonlyMap<string, TimeToPaid | null>;
  /** Null where units have several sessions, which are not independent of each other, and before each arm has one. */
  readonly bayesian: ReadonlyMap<string, BayesianReading> | null;
}

/**
 * All there is to say of an experiment at one look, of which there may be any number. While the figures
 * cannot be believed only health and guardrails are answered.
 *
 * Throws ExperimentDesignError for a session of an arm that is not of the plan.
 */
export function analyseExperiment(
  plan: ExperimentPlan,
  sessions: Iterable<ExposedSession>,
  look: LookAt,
): ExperimentReading {
  const tallies = tallySessions(sessions, {
    arms: plan.arms.map(({ key }) => key),
    asOf: look.asOf,
    settings: plan.settings,
  });
  return readTallies(plan, tallies, look);
}

/** The same from what was counted already. Throws RangeError where other arms were counted than planned. */
export function readTallies(
  plan: ExperimentPlan,
  tallies: readonly ArmTally[],
  look: LookAt,
): ExperimentReading {
  const { health, arms, toStop } = judgeArms(plan, tallies, look);
  if (defectsOf(health).length > 0) {
    const unread = { secondary: {}, segments: new Map() };
    return {
      health,
      arms: arms.map((arm) => ({ ...arm, ...unread })),
      toStop,
      timeToPaid: new Map(),
      bayesian: null,
    };
  }
  const { maturityMs = MATURITY_MS } = plan.settings;
  const pairs = pairsOf(plan, tallies);
  const secondary = readSecondary(pairs);
  const segments = pairs.map(readSegments);
  return {
    health,
    arms: arms.map((arm, index) => ({
      ...arm,
      secondary: secondary[index] ?? {},
      segments: segments[index] ?? new Map(),
    })),
    toStop,
    timeToPaid: new Map(tallies.map(({ arm, watched }) => [arm, timeToPaid(watched, maturityMs)])),
    bayesian: readBayesian(tallies),
  };
}

function readBayesian(tallies: readonly ArmTally[]): Map<string, BayesianReading> | null {
  const primary = tallies.map(({ sums }) => sums[PRIMARY_METRIC]);
  if (primary.some(({ units, denominator }) => units === 0 || units !== denominator)) return null;
  const readings = bayesianReadings(
    primary.map(({ units, numerator }) => ({ units, successes: numerator })),
  );
  return new Map(
    tallies.flatMap(({ arm }, index) => {
      const reading = readings[index];
      return reading === undefined ? [] : [[arm, reading]];
    }),
  );
}

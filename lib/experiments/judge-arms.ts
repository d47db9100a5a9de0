import { alwaysValid } from './always-valid.ts';
import { type ArmPair, armPair } from './arm-pair.ts';
import type { Effect, Interval } from './effect.ts';
import { defectsOf, type ExperimentHealth, experimentHealth } from './experiment-health.ts';
import { type ExperimentPlan, comparisonsOf } from './experiment-plan.ts';
import { armsToStop, type GuardrailReading, readGuardrail, type Stop } from './guardrails.ts';
import { holm } from './multiple-comparisons.ts';
import { primaryEffect } from './primary-effect.ts';
import type { ArmTally } from './tally-sessions.ts';
import { type Evidence, strongerEvidence, type Verdict, verdictOf } from './verdict.ts';

/** The primary metric of an arm against its control, at this look and over all of them. */
export interface PrimaryReading {
  readonly effect: Effect;
  /** Holds at every look, for all arms together. */
  readonly interval: Interval;
  readonly logEvidence: number;
  /** The least of all looks, and the same adjusted for the number of arms. */
  readonly pValue: number;
  readonly adjustedPValue: number;
  /** Over all sessions, those included where the arms' orders are the same and nothing can change. */
  readonly effectOnAll: number;
}

export interface ArmJudgement {
  readonly arm: string;
  readonly verdict: Verdict;
  /** Units of this arm and its control, and how many were planned. */
  readonly units: number;
  readonly plannedUnits: number;
  /** Null while there are too few to compare, and while the figures cannot be believed. */
  readonly primary: PrimaryReading | null;
  /** To be handed in at the next look. Nothing is added to it while the figures cannot be believed. */
  readonly evidence: Evidence | null;
  /** Read in any case: they protect shoppers, not the experiment. */
  readonly guardrails: readonly GuardrailReading[];
}

/** A point in time at which an experiment is looked at, and what the look before it answered, by arm. */
export interface LookAt {
  readonly asOf: Date;
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** When it ended, at the one look after that: no later day counts, and the split has its last check. */
  readonly endedAt?: Date | null;
}

/** What decides: the health of the experiment, a verdict on each arm but the control, and whom to stop. */
export function judgeArms(
  plan: ExperimentPlan,
  tallies: readonly ArmTally[],
  { asOf, evidence, endedAt = null }: LookAt,
): {
  readonly health: ExperimentHealth;
  readonly arms: readonly ArmJudgement[];
  readonly toStop: readonly Stop[];
} {
  const health = experimentHealth(plan.arms, tallies, { isLast: endedAt !== null });
  const defects = defectsOf(health);
  const pairs = pairsOf(plan, tallies);
  const primaries =
    defects.length > 0 ? pairs.map(() => null) : readPrimaries(plan, health, pairs, evidence);
  const runningMs = (endedAt ?? asOf).getTime() - plan.startedAt.getTime();
  const arms = pairs.map((pair, index): ArmJudgement => {
    const { treatment, units, plannedUnits } = pair;
    const found = primaries[index] ?? null;
    const figures = found && { ...found.reading, evidence: found.evidence, units };
    return {
      arm: treatment.arm,
      verdict: verdictOf({
        defects,
        figures,
        alpha: plan.alpha,
        plannedUnits,
        runningMs,
        fullDays: plan.fullDays,
      }),
      units,
      plannedUnits,
      primary: found?.reading ?? null,
      evidence: found?.evidence ?? evidence.get(treatment.arm) ?? null,
      guardrails: readGuardrails(plan, pair),
    };
  });
  return { health, arms, toStop: armsToStop(arms) };
}

/** Each arm beside the control. Throws RangeError where other arms were counted than planned. */
export function pairsOf(plan: ExperimentPlan, tallies: readonly ArmTally[]): ArmPair[] {
  const planned = plan.arms.map(({ key }) => key).join(', ');
  const counted = tallies.map(({ arm }) => arm).join(', ');
  const [control, ...treatments] = tallies;
  if (control === undefined || planned !== counted) {
    throw new RangeError(`The arms ${planned} were planned, and ${counted} counted.`);
  }
  return treatments.map((treatment) => armPair(plan, control, treatment));
}

function readGuardrails(
  { guardrails, alpha }: ExperimentPlan,
  { control, treatment, plannedUnits }: ArmPair,
): GuardrailReading[] {
  return guardrails.map((guardrail) => {
    const { metric } = guardrail;
    const bounds = { alpha, plannedUnits };
    return readGuardrail(guardrail, control.sums[metric], treatment.sums[metric], bounds);
  });
}

interface FoundPrimary {
  readonly reading: PrimaryReading;
  readonly evidence: Evidence;
}

function readPrimaries(
  plan: ExperimentPlan,
  health: ExperimentHealth,
  pairs: readonly ArmPair[],
  before: ReadonlyMap<string, Evidence>,
): (FoundPrimary | null)[] {
  const found = pairs.map((pair) => {
    const effect = primaryEffect(plan.adjustment, pair.control, pair.treatment);
    if (effect === null || !(effect.standardError > 0)) return null;
    const look = alwaysValid(effect, pair.units, pair);
    const evidence = strongerEvidence(before.get(pair.treatment.arm) ?? null, look, effect);
    return { effect, look, evidence };
  });
  // An arm that cannot be read yet, or was taken away, is one of the comparisons all the same.
  const pValues = found.map((entry) => entry?.evidence.pValue ?? 1);
  const adjusted = holm(
    Array.from({ length: comparisonsOf(plan) }, (_, index) => pValues[index] ?? 1),
  );
  return found.map((entry, index) => {
    if (entry === null) return null;
    const { effect, look, evidence } = entry;
    const reading = {
      effect,
      interval: look.interval,
      logEvidence: look.logEvidence,
      pValue: evidence.pValue,
      adjustedPValue: adjusted[index] ?? 1,
      effectOnAll: effect.estimate * (health.ordersDifferShare ?? 1),
    };
    return { reading, evidence };
  });
}

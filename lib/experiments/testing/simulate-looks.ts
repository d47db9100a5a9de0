import { normalUpperTail } from '../distributions/normal.ts';
import { effectOf } from '../effect.ts';
import { defectsOf } from '../experiment-health.ts';
import { experimentPlan } from '../experiment-plan.ts';
import { judgeArms } from '../judge-arms.ts';
import { proportionSample } from '../sample.ts';
import type { Evidence } from '../verdict.ts';
import { tallyOf } from './tally-of.ts';

const HOUR_MS = 60 * 60 * 1000;
const STARTED_AT = new Date('2026-12-01T00:00:00Z');
/** After the first week, whose rule would otherwise hide half of what is measured. */
const FIRST_LOOK_MS = 8 * 24 * HOUR_MS;

export interface SimulatedExperiment {
  /** How often a session is paid, in either arm. */
  readonly control: number;
  readonly treatment: number;
  readonly looks: number;
  readonly sessionsPerLook: number;
  readonly plannedUnits: number;
  readonly alpha: number;
}

/** What whoever looked every time would have been told; looks are counted from 1, null for never. */
export interface SimulatedOutcome {
  /** The first at which a z-test for a single look is significant, and whether it is at the last. */
  readonly naive: number | null;
  readonly naiveAtEnd: boolean;
  /** The first verdict that the arms differ. */
  readonly verdict: {
    readonly look: number;
    readonly sessions: number;
    readonly better: boolean;
  } | null;
  /** An arm stopped by a guardrail on the primary metric without a margin. */
  readonly stopped: boolean;
  /** Called invalid. */
  readonly invalid: boolean;
}

/** Runs one experiment of two arms, decided at every look by what decides a real one. */
export function simulateLooks(
  experiment: SimulatedExperiment,
  random: () => number,
): SimulatedOutcome {
  const { alpha, plannedUnits } = experiment;
  const plan = experimentPlan({
    arms: [
      { key: 'control', weight: 0.5 },
      { key: 'treatment', weight: 0.5 },
    ],
    startedAt: STARTED_AT,
    alpha,
    plannedUnits,
    adjustment: 'none',
    guardrails: [{ metric: 'paid', margin: 0 }],
    settings: { currency: 'HKD', slowRenderMs: 1_000 },
  });
  const [units, paid] = [
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number]];
  let evidence = new Map<string, Evidence>();
  let naive: number | null = null;
  let naiveAtEnd = false;
  let verdict: SimulatedOutcome['verdict'] = null;
  let stopped = false;
  let invalid = false;
  for (let look = 1; look <= experiment.looks; look += 1) {
    for (let session = 0; session < experiment.sessionsPerLook; session += 1) {
      const arm = random() < 0.5 ? 0 : 1;
      units[arm] += 1;
      if (random() < (arm === 0 ? experiment.control : experiment.treatment)) paid[arm] += 1;
    }
    naiveAtEnd = isNaivelySignificant(units, paid, alpha);
    if (naiveAtEnd) naive ??= look;
    const judged = judgeArms(
      plan,
      [tallyOf('control', units[0], paid[0]), tallyOf('treatment', units[1], paid[1])],
      { asOf: new Date(STARTED_AT.getTime() + FIRST_LOOK_MS + look * HOUR_MS), evidence },
    );
    invalid ||= defectsOf(judged.health).length > 0;
    stopped ||= judged.toStop.length > 0;
    const [arm] = judged.arms;
    if (arm === undefined) continue;
    if (arm.evidence !== null) evidence = new Map([[arm.arm, arm.evidence]]);
    const { code } = arm.verdict;
    if (verdict === null && (code === 'better' || code === 'worse')) {
      verdict = { look, sessions: units[0] + units[1], better: code === 'better' };
    }
  }
  return { naive, naiveAtEnd, verdict, stopped, invalid };
}

function isNaivelySignificant(
  [controlUnits, treatmentUnits]: readonly [number, number],
  [controlPaid, treatmentPaid]: readonly [number, number],
  alpha: number,
): boolean {
  const control = proportionSample({ units: controlUnits, successes: controlPaid });
  const treatment = proportionSample({ units: treatmentUnits, successes: treatmentPaid });
  const { estimate, standardError } = effectOf(control, treatment, 'absolute');
  return standardError > 0 && 2 * normalUpperTail(Math.abs(estimate) / standardError) < alpha;
}

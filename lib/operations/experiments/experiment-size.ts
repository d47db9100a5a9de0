import { ExperimentDesignError } from '#lib/experiments/experiment-design-error.ts';
import {
  type PowerQuestion,
  SEQUENTIAL_SIZE_FACTOR,
  planSize,
  plannedUnitsFor,
  unitsPerArm,
} from '#lib/experiments/power.ts';
import { ParamError } from '../param-error.ts';
import { sizeTexts } from './experiment-texts.ts';

/** How large and how long an experiment would be: its arms alike in size. */
export interface SizeRequest extends PowerQuestion {
  readonly minimalEffect: number;
  readonly arms: number;
  readonly sessionsPerDay: number;
}

/** Praya's own object. Throws ParamError where no size finds such an effect. */
export function experimentSizeObject(asked: SizeRequest) {
  const { minimalEffect: absoluteChange, arms, sessionsPerDay: unitsPerDay, ...question } = asked;
  checkSize(asked);
  // Each of several arms is compared at its part of α.
  const each = { ...question, alpha: question.alpha / (arms - 1) };
  const size = planSize(each, { absoluteChange, arms, unitsPerDay });
  return {
    object: 'experiment_size' as const,
    alpha: question.alpha,
    arms,
    baseline: question.baseline,
    days: size.days,
    minimal_effect: absoluteChange,
    planned_units: size.plannedUnits,
    power: question.power,
    sequential_factor: SEQUENTIAL_SIZE_FACTOR,
    sessions_per_day: unitsPerDay,
    text: sizeTexts(size, { absoluteChange, unitsPerDay }),
    units_per_arm: size.unitsPerArm,
    units_per_arm_looking_once: Math.ceil(unitsPerArm(each, absoluteChange)),
  };
}

function checkSize({ arms, ...question }: SizeRequest): void {
  const alike = Array.from({ length: arms }, (_, index) => ({
    key: String(index),
    weight: 1 / arms,
  }));
  try {
    plannedUnitsFor(question, alike);
  } catch (error) {
    if (!(error instanceof ExperimentDesignError)) throw error;
    const problem = error.message.slice(`${error.param}: `.length);
    throw new ParamError('minimal_effect', `Invalid minimal_effect: ${problem}`);
  }
}

import { oneSidedHalfWidth } from './always-valid.ts';
import { type Effect, effectOf } from './effect.ts';
import type { Guardrail } from './experiment-plan.ts';
import { METRICS, type MetricKey } from './metrics.ts';
import { areReadable } from './readable.ts';
import { type RatioSums, ratioSample } from './sample.ts';

/** How often a harmless arm may be stopped by a guardrail, over all looks. */
export const STOP_ALPHA = 0.01;

export type GuardrailReading =
  /** Too few units or events to say anything. */
  | { readonly metric: MetricKey; readonly code: 'collecting' }
  | {
      readonly metric: MetricKey;
      /** `holds`: not worse by the margin. `harmed`: worse by more than it. `open`: may be either. */
      readonly code: 'holds' | 'open' | 'harmed';
      readonly effect: Effect;
      readonly margin: number;
      /** How much worse the treatment is at most, in the metric's unit; negative where it is better. */
      readonly worseByAtMost: number;
      /** And at least, at the level by which an arm is stopped. */
      readonly worseByAtLeast: number;
    };

/** Reads one guardrail of one arm, by bounds on one side that hold at every look. */
export function readGuardrail(
  { metric, margin }: Guardrail,
  control: RatioSums,
  treatment: RatioSums,
  plan: { readonly alpha: number; readonly plannedUnits: number },
): GuardrailReading {
  if (!areReadable(metric, control, treatment)) return { metric, code: 'collecting' };
  const effect = effectOf(ratioSample(control), ratioSample(treatment), 'absolute');
  // Without any variation in either arm there is nothing that an interval could be made of.
  if (!(effect.standardError > 0)) return { metric, code: 'collecting' };
  const units = control.units + treatment.units;
  const worseBy = METRICS[metric].better === 'higher' ? -effect.estimate : effect.estimate;
  const atMost = worseBy + oneSidedHalfWidth(effect, units, plan);
  const atLeast = worseBy - oneSidedHalfWidth(effect, units, { ...plan, alpha: STOP_ALPHA });
  return {
    metric,
    code: atLeast > margin ? 'harmed' : atMost < margin ? 'holds' : 'open',
    effect,
    margin,
    worseByAtMost: atMost,
    worseByAtLeast: atLeast,
  };
}

/** An arm that is to be taken away at once, and the guardrail that says so. */
export interface Stop {
  readonly arm: string;
  readonly metric: MetricKey;
}

/**
 * Arms to stop without asking anybody. Only what a bound says counts: a bad hour, a broken split or a
 * disappointing primary metric are for people to judge.
 */
export function armsToStop(
  arms: readonly { readonly arm: string; readonly guardrails: readonly GuardrailReading[] }[],
): Stop[] {
  return arms.flatMap(({ arm, guardrails }) => {
    const harmed = guardrails.find(({ code }) => code === 'harmed');
    return harmed === undefined ? [] : [{ arm, metric: harmed.metric }];
  });
}

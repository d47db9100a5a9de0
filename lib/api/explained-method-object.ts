import type { ExplainedMethod } from '#lib/operations/ordering/explain-methods.ts';

/** Why a method stands where it does. What its evidence does not tell apart of shoppers is null. */
export function explainedMethodObject(method: ExplainedMethod) {
  const { context, level } = method.shoppers;
  return {
    because: method.because,
    chosen_when_first: method.chosenWhenFirst === null ? null : rounded(method.chosenWhenFirst),
    counts: method.counts,
    down_since: secondsOrNull(method.downSinceMs),
    known_since: secondsOrNull(method.knownSinceMs),
    method: method.method,
    place: method.place,
    recovery: rounded(method.recovery),
    score: method.score === null ? null : rounded(method.score),
    sessions: method.sessions,
    shoppers: {
      amount_band: context.amountBand ?? null,
      currency: context.currency?.toLowerCase() ?? null,
      device: context.device ?? null,
      in_app: context.inApp ?? null,
      level,
      region: context.region ?? null,
    },
    success: {
      high: rounded(method.success.high),
      low: rounded(method.success.low),
      mean: rounded(method.success.mean),
    },
    text: method.text,
    top_propensity: rounded(method.topPropensity),
  };
}

/** More digits say nothing. */
export function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function secondsOrNull(atMs: number | null): number | null {
  return atMs === null ? null : Math.floor(atMs / 1000);
}

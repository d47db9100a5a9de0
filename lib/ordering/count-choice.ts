import { CHOICE_HALF_LIFE_MS, decayFactor } from './decay.ts';
import { estimateContext } from './estimates.ts';
import { levelKeys } from './ordering-context.ts';
import type { Exposure } from './ordering-record.ts';
import { type Counter, type OrderingState, addEvidence } from './ordering-state.ts';

/**
 * One step of the minorise-maximise update of a multinomial logit with position effects: every option's
 * exposure grows by its position effect over the sum, the chosen one's count by one (Hunter 2004).
 */
export function countChoice(
  state: OrderingState,
  exposure: Exposure,
  choice: { readonly method: string | null; readonly place: number | null; readonly atMs: number },
): OrderingState {
  const { context, shown, layout } = exposure;
  const { atMs } = choice;
  const estimate = estimateContext(state, context, shown, { layout, nowMs: atMs });
  const leaving = estimate.leaving.shape / estimate.leaving.rate;
  const options = estimate.methods.map(({ method, weight }, place) => ({
    method,
    weight: weight.shape / weight.rate,
    effect: estimate.positions[place] ?? 0,
  }));
  const sum = options.reduce((total, { weight, effect }) => total + weight * effect, leaving);

  const methods: Record<string, Partial<Counter>> = {};
  for (const { method, effect } of options) {
    methods[method] = { n: method === choice.method ? 1 : 0, e: effect / sum };
  }
  const left = { n: choice.method === null ? 1 : 0, e: 1 / sum };
  const counted = addEvidence(state, levelKeys(context), { leaving: left, methods }, atMs);
  const before = state.positions[layout];
  const decay = before === undefined ? 1 : decayFactor(atMs - before.atMs, CHOICE_HALF_LIFE_MS);
  const length = Math.max(options.length, before?.places.length ?? 0);
  const places = Array.from({ length }, (_, place) => {
    const seen = before?.places[place] ?? { n: 0, e: 0 };
    return {
      n: seen.n * decay + (choice.place === place ? 1 : 0),
      e: seen.e * decay + (options[place]?.weight ?? 0) / sum,
    };
  });
  const positions = {
    ...counted.positions,
    [layout]: { places, atMs: Math.max(atMs, before?.atMs ?? atMs) },
  };
  return { ...counted, positions };
}

/** Who was taken to have left has chosen: the exposure was counted then, only the choice moves. */
export function takeBackLeaving(
  state: OrderingState,
  exposure: Exposure,
  choice: {
    readonly method: string | null;
    readonly place: number | null;
    readonly leftAtMs: number;
    readonly atMs: number;
  },
): OrderingState {
  const { method, atMs } = choice;
  if (method === null) return state;
  const remains = decayFactor(atMs - choice.leftAtMs, CHOICE_HALF_LIFE_MS);
  const moved = {
    leaving: { n: -remains },
    methods: { [method]: { n: remains } },
    takesBack: true,
  } as const;
  const counted = addEvidence(state, levelKeys(exposure.context), moved, atMs);
  const seen = counted.positions[exposure.layout];
  if (seen === undefined) return counted;
  const places = seen.places.map((counter, place) =>
    place === choice.place ? { ...counter, n: counter.n + remains } : counter,
  );
  return {
    ...counted,
    positions: { ...counted.positions, [exposure.layout]: { ...seen, places } },
  };
}

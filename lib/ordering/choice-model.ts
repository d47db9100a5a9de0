/** One method of the choice model: shoppers choose it in proportion to `weight`, and `value` of them are paid. */
export interface ChoiceOption {
  readonly method: string;
  readonly weight: number;
  /** Chance that the session is paid once this was chosen: v = s + (1 − s)·R; net of fees where those count. */
  readonly value: number;
}

export interface ChoiceModel {
  readonly options: readonly ChoiceOption[];
  readonly leaving: number;
  readonly positions: readonly number[];
}

/** P(paid | order) = Σ w θ v / (w₀ + Σ w θ). */
export function expectedPaid(model: ChoiceModel, order: readonly ChoiceOption[]): number {
  let paid = 0;
  let sum = model.leaving;
  for (const [place, { weight, value }] of order.entries()) {
    const drawn = weight * (model.positions[place] ?? 0);
    paid += drawn * value;
    sum += drawn;
  }
  return sum > 0 ? paid / sum : 0;
}

export interface IndexedOption extends ChoiceOption {
  readonly index: number;
}

export interface IndexOrder {
  readonly order: readonly IndexedOption[];
  /** λ: the chance that a session is paid in this order. */
  readonly expectedPaid: number;
}

const MAX_ITERATIONS = 8;

/**
 * The order that sorts by w·(v − cλ), where λ is what the order itself yields (Dinkelbach's method for a
 * ratio; for c = 1 and falling positions no permutation is better, by the rearrangement inequality).
 * A c below 1 holds a little to what is popular, which the model's faults make the better bet.
 */
export function indexOrder(model: ChoiceModel, caution: number): IndexOrder {
  let lambda = expectedPaid(model, model.options);
  let best = sortByIndex(model, caution * lambda);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration += 1) {
    const next = expectedPaid(model, best);
    if (Math.abs(next - lambda) < 1e-9) break;
    lambda = next;
    best = sortByIndex(model, caution * lambda);
  }
  return { order: best, expectedPaid: lambda };
}

function sortByIndex(model: ChoiceModel, threshold: number): readonly IndexedOption[] {
  return model.options
    .map((option) => ({ ...option, index: option.weight * (option.value - threshold) }))
    .sort((a, b) => b.index - a.index);
}

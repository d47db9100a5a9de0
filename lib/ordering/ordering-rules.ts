import type { OrderingContext } from './ordering-context.ts';

/** What a merchant says of its order; what the policy learned fills in the rest. Plain data. */
export interface OrderingRules {
  /** The merchant's own order; what it leaves out comes last. */
  readonly order: readonly string[];
  /** Another order for shoppers of a region. */
  readonly orderByRegion: Readonly<Record<string, readonly string[]>>;
  /** Methods with a place of their own, 0 the first. */
  readonly pinned: readonly { readonly method: string; readonly place: number }[];
  readonly hidden: readonly string[];
  /** Shown only from or up to an amount (inclusive), in minor units of the currency. */
  readonly amounts: readonly {
    readonly method: string;
    readonly currency: string;
    readonly fromMinor: number | null;
    readonly toMinor: number | null;
  }[];
  /** How many places a method may move from the merchant's order; null: any. */
  readonly maxDisplacement: number | null;
}

export const NO_RULES: OrderingRules = {
  order: [],
  orderByRegion: {},
  pinned: [],
  hidden: [],
  amounts: [],
  maxDisplacement: null,
};

/** What may be shown, in the merchant's own order. */
export function merchantsOrder(
  rules: OrderingRules,
  context: OrderingContext,
  eligible: readonly string[],
  amountMinor: number,
): readonly string[] {
  const order = rules.orderByRegion[context.region] ?? rules.order;
  const placeOf = (method: string) => {
    const place = order.indexOf(method);
    return place === -1 ? order.length : place;
  };
  const within = (method: string) =>
    rules.amounts.every(
      (limit) =>
        limit.method !== method ||
        limit.currency !== context.currency ||
        (amountMinor >= (limit.fromMinor ?? amountMinor) &&
          amountMinor <= (limit.toMinor ?? amountMinor)),
    );
  return [...new Set(eligible)]
    .filter((method) => !rules.hidden.includes(method) && within(method))
    .sort((a, b) => placeOf(a) - placeOf(b));
}

/** The pinned ones of these methods by place. Two pins of one place: the later moves to the next free one. */
export function pinnedPlaces(
  rules: OrderingRules,
  methods: readonly string[],
): ReadonlyMap<number, string> {
  const places = new Map<number, string>();
  const wanted = rules.pinned
    .filter(({ method }) => methods.includes(method))
    .toSorted((a, b) => a.place - b.place);
  const pinned = new Set<string>();
  for (const { method, place } of wanted) {
    if (pinned.has(method)) continue;
    pinned.add(method);
    const last = methods.length - 1;
    let free = Math.min(Math.max(0, Math.trunc(place)), last);
    while (places.has(free) && free < last) free += 1;
    while (places.has(free)) free -= 1;
    places.set(free, method);
  }
  return places;
}

/** Which of the free methods, in the merchant's order, may be moved to the first free place. */
export function mayLead(rules: OrderingRules, free: readonly string[]): readonly string[] {
  return rules.maxDisplacement === null
    ? free
    : free.slice(0, Math.max(0, rules.maxDisplacement) + 1);
}

/**
 * The wanted order with no method further from the merchant's than the rules allow: at each place stands
 * what can wait no longer, else the most wanted of what may come so early.
 */
export function withinDisplacement(
  rules: OrderingRules,
  free: readonly string[],
  wanted: readonly string[],
): readonly string[] {
  if (rules.maxDisplacement === null) return wanted;
  const bound = Math.max(0, rules.maxDisplacement);
  const left = [...wanted];
  return free.map((_, place) => {
    const due = free[place - bound];
    const next =
      due !== undefined && left.includes(due)
        ? due
        : left.find((method) => free.indexOf(method) - bound <= place);
    const chosen = next ?? left[0] ?? '';
    left.splice(left.indexOf(chosen), 1);
    return chosen;
  });
}

import type { CurrencyCode } from './currency.ts';
import type { MethodId } from './method-id.ts';
import { type Money, add, isZero, money } from './money.ts';

/** What became of attempts of one method and currency that were begun within a time. */
export interface PaymentTally {
  readonly method: MethodId;
  readonly currency: CurrencyCode;
  readonly started: number;
  /** Whose money was taken or held. */
  readonly paid: number;
  /** Over, without that. */
  readonly failed: number;
  /** Minor units. */
  readonly captured: bigint;
  readonly refunded: bigint;
}

/** The same, of several methods and currencies. */
export interface PaymentFigures {
  readonly paid: number;
  readonly failed: number;
  /** Neither yet. */
  readonly open: number;
  /** What came in, a sum for each currency, the one with most payments first. */
  readonly captured: readonly Money[];
  readonly refunded: readonly Money[];
}

export function figuresOf(tallies: readonly PaymentTally[]): PaymentFigures {
  const sum = (of: (tally: PaymentTally) => number) =>
    tallies.reduce((total, tally) => total + of(tally), 0);
  const paid = sum((tally) => tally.paid);
  const failed = sum((tally) => tally.failed);
  const started = sum((tally) => tally.started);
  const byUse = tallies.toSorted((a, b) => b.paid - a.paid);
  return {
    paid,
    failed,
    open: Math.max(0, started - paid - failed),
    captured: sums(byUse.map((tally) => money(tally.captured, tally.currency))),
    refunded: sums(byUse.map((tally) => money(tally.refunded, tally.currency))),
  };
}

function sums(amounts: readonly Money[]): readonly Money[] {
  const byCurrency = new Map<CurrencyCode, Money>();
  for (const amount of amounts) {
    const known = byCurrency.get(amount.currency);
    byCurrency.set(amount.currency, known === undefined ? amount : add(known, amount));
  }
  return [...byCurrency.values()].filter((amount) => !isZero(amount));
}

/** A method's day so far, and the same weekday of the week before up to the same time of day. */
export interface MethodDay {
  readonly method: MethodId;
  readonly today: PaymentFigures;
  readonly before: PaymentFigures;
}

/** Payments that were begun in one hour of the day and paid. */
export interface HourOfDay {
  /** When it began today. */
  readonly at: Date;
  /** Null: it has not begun. */
  readonly today: number | null;
  /** All of that hour a week before. */
  readonly before: number;
}

/** What waits for a person, and how often; a method by name where it is about one. */
export type Need =
  | {
      readonly kind:
        | 'claims'
        | 'transfers'
        | 'unknown'
        | 'disputes'
        | 'reviews'
        | 'refunds'
        | 'discrepancies'
        | 'endpoints_disabled'
        | 'endpoints_failing';
      readonly count: number;
    }
  | { readonly kind: 'method_down'; readonly method: MethodId; readonly since: Date }
  | {
      readonly kind: 'method_fell';
      readonly method: MethodId;
      /** Shares paid of the attempts that are over: of the last day, and of the weeks before it. */
      readonly recent: number;
      readonly past: number;
    };

/** Counting goes no further: a list says more than a number by then. */
export const MOST_NEEDS_COUNTED = 100;

/** How a shop does: its day so far in Hong Kong, beside the same weekday a week before, and what waits for a person. */
export interface HomeFigures {
  readonly now: Date;
  /** A payment was begun at some time. */
  readonly hasBegun: boolean;
  /** Not all that was recorded is counted yet. */
  readonly isCatchingUp: boolean;
  readonly today: PaymentFigures;
  /** Up to the same time of day. */
  readonly before: PaymentFigures;
  /** Those with an attempt in either, the one with most payments first. */
  readonly methods: readonly MethodDay[];
  /** All 24 of today. */
  readonly hours: readonly HourOfDay[];
  readonly needs: readonly Need[];
}

import type { CurrencyCode } from '#lib/domain/currency.ts';
import { type ExposedSession, isInTime } from './exposed-session.ts';

/**
 * Of these an arm is judged by `paid`. The others are read beside it: all of them are counted over every
 * session that was shown an order, but for `order_value` and `first_attempt_paid`, which look at a part
 * that the arm itself may have chosen and can therefore rise while everything falls.
 */
export const METRIC_KEYS = [
  'paid',
  'revenue',
  'net_revenue',
  'order_value',
  'first_attempt_paid',
  'attempts',
  'given_back',
  'slow_render',
] as const;
export type MetricKey = (typeof METRIC_KEYS)[number];
export const PRIMARY_METRIC = 'paid' satisfies MetricKey;

export interface MetricSettings {
  /** Money is summed in one currency; sessions that are priced in another have no part in it. */
  readonly currency: CurrencyCode;
  /** A list drawn later than this was slow. At 5 % of sessions the 95th percentile is exactly this. */
  readonly slowRenderMs: number;
  /** How long a session's outcome counts; left out: an hour. */
  readonly maturityMs?: number;
}

/** What a session adds to a metric's numerator and denominator. */
export type Measured = readonly [numerator: number, denominator: number];

interface Metric {
  readonly better: 'higher' | 'lower';
  /** A share has no less than zero and no more than all. */
  readonly isShare: boolean;
  readonly measure: (session: ExposedSession, settings: MetricSettings) => Measured;
}

const NO_PART: Measured = [0, 0];

export const METRICS: Readonly<Record<MetricKey, Metric>> = {
  /** Paid per session. */
  paid: {
    better: 'higher',
    isShare: true,
    measure: (session) => [paidInTime(session) === null ? 0 : 1, 1],
  },
  /** Minor units per session. */
  revenue: {
    better: 'higher',
    isShare: false,
    measure: (session, settings) => [amountOf(session), partIn(session, settings)],
  },
  /**
   * The same less what was given back or disputed by now. Most of that comes later, but in every arm
   * alike, so the arms can be compared long before the figure itself is final.
   */
  net_revenue: {
    better: 'higher',
    isShare: false,
    measure: (session, settings) => {
      const paid = paidInTime(session);
      const returned =
        paid === null ? 0 : Number(paid.refunded.amountMinor + paid.disputed.amountMinor);
      return [amountOf(session) - returned, partIn(session, settings)];
    },
  },
  /** Minor units per paid session. */
  order_value: {
    better: 'higher',
    isShare: false,
    measure: (session, settings) => [
      amountOf(session),
      paidInTime(session) === null ? 0 : partIn(session, settings),
    ],
  },
  /** Of the sessions whose first attempt was decided: how many it paid. */
  first_attempt_paid: {
    better: 'higher',
    isShare: true,
    measure: (session) => {
      const first = session.firstAttempt;
      if (first === null || !isInTime(session, first.resolvedAt)) return NO_PART;
      return [first.paid ? 1 : 0, 1];
    },
  },
  attempts: {
    better: 'lower',
    isShare: false,
    measure: (session) => [session.attempts, 1],
  },
  /** Refunded or disputed, per session: over payers alone it would look worse for who wins more of them. */
  given_back: {
    better: 'lower',
    isShare: true,
    measure: (session) => {
      const paid = paidInTime(session);
      const isReturned =
        paid !== null && paid.refunded.amountMinor + paid.disputed.amountMinor > 0n;
      return [isReturned ? 1 : 0, 1];
    },
  },
  slow_render: {
    better: 'lower',
    isShare: true,
    measure: ({ renderMs }, { slowRenderMs }) =>
      renderMs === null ? NO_PART : [renderMs > slowRenderMs ? 1 : 0, 1],
  },
};

/** Measures a session; one that has no part in a metric adds nothing to either side of it. */
export function measure(
  key: MetricKey,
  session: ExposedSession,
  settings: MetricSettings,
): Measured {
  const [numerator, denominator] = METRICS[key].measure(session, settings);
  return denominator === 0 ? NO_PART : [numerator, denominator];
}

function paidInTime(session: ExposedSession): ExposedSession['paid'] {
  return session.paid !== null && isInTime(session, session.paid.at) ? session.paid : null;
}

function amountOf(session: ExposedSession): number {
  return Number(paidInTime(session)?.amount.amountMinor ?? 0n);
}

function partIn({ price }: ExposedSession, { currency }: MetricSettings): number {
  return price.currency === currency ? 1 : 0;
}

import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { type WaitingCounts, countWaiting } from '#lib/db/stores/need-store.ts';
import { listOpenOutages } from '#lib/db/stores/outage-store.ts';
import {
  type TallyRow,
  hasTallies,
  listTallies,
  sumTallies,
  tallyLagMs,
} from '#lib/db/stores/payment-tally-store.ts';
import { UNDECIDED_ALERT_MS } from '#lib/domain/check-schedule.ts';
import {
  type HomeFigures,
  type HourOfDay,
  type MethodDay,
  type Need,
  type PaymentTally,
  figuresOf,
} from '#lib/domain/payment-figures.ts';
import { PROVIDER_IDS, type ProviderId } from '#lib/domain/provider.ts';
import { startOfHongKongDay } from '#lib/i18n/format-date.ts';
import type { AppContext } from '../context.ts';
import { fallenMethods } from './fallen-methods.ts';
import { pastFigures } from './past-figures.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** What is usual for a method. */
const PAST_MS = 4 * WEEK_MS;
/** Counting is some seconds behind at most; by this much it is catching up with a past. */
const CATCHING_UP_MS = 60_000;

/** How a shop does; `HomeFigures` says what of it. */
export async function readHome(context: AppContext, owner: Owner): Promise<HomeFigures> {
  const now = context.clock.now();
  const dayStart = startOfHongKongDay(now);
  const thisHour = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS);
  const nextHour = new Date(thisHour.getTime() + HOUR_MS);
  const weekBefore = (date: Date) => new Date(date.getTime() - WEEK_MS);
  const dayBefore = new Date(nextHour.getTime() - DAY_MS);
  const past = { from: new Date(dayBefore.getTime() - PAST_MS), before: dayBefore };
  const unknownBefore = new Date(now.getTime() - UNDECIDED_ALERT_MS);
  const read = await context.database.reading(async (db) => {
    const [today, before, lastDay, compared, waiting, outages, hasBegun, lagMs] = await Promise.all(
      [
        listTallies(db, owner, { from: dayStart, before: nextHour }),
        listTallies(db, owner, {
          from: weekBefore(dayStart),
          before: new Date(weekBefore(dayStart).getTime() + DAY_MS),
        }),
        sumTallies(db, owner, { from: dayBefore, before: nextHour }),
        pastFigures(context, db, owner, {
          part: { from: weekBefore(thisHour), before: weekBefore(now) },
          usual: past,
        }),
        countWaiting(db, owner, {
          unknownBefore,
          confirmedByMerchant: confirmedByMerchant(context),
        }),
        listOpenOutages(db, owner),
        hasTallies(db, owner),
        tallyLagMs(db, now),
      ],
    );
    return { today, before, lastDay, ...compared, waiting, outages, hasBegun, lagMs };
  });
  const soFarBefore = [
    ...read.before.filter(({ hour }) => hour < weekBefore(thisHour)),
    ...read.part,
  ];
  const down = read.outages.map(({ method, since }) => ({
    kind: 'method_down' as const,
    method,
    since,
  }));
  // One that is known to be out of order needs nobody to be told that it is paid less often.
  const fallen = fallenMethods(read.lastDay, read.usual).filter(
    ({ method }) => !down.some((one) => one.method === method),
  );
  return {
    now,
    hasBegun: read.hasBegun || read.lagMs > CATCHING_UP_MS,
    isCatchingUp: read.lagMs > CATCHING_UP_MS,
    today: figuresOf(read.today),
    before: figuresOf(soFarBefore),
    methods: methodDays(read.today, soFarBefore),
    hours: hoursOf(dayStart, now, read),
    needs: [...waitingNeeds(read.waiting), ...down, ...fallen],
  };
}

function confirmedByMerchant({ providers }: AppContext): readonly ProviderId[] {
  return PROVIDER_IDS.filter((id) => providers[id].confirmedBy === 'merchant');
}

function methodDays(
  today: readonly PaymentTally[],
  before: readonly PaymentTally[],
): readonly MethodDay[] {
  const methods = [...new Set([...today, ...before].map(({ method }) => method))];
  const of = (tallies: readonly PaymentTally[], method: string) =>
    figuresOf(tallies.filter((tally) => tally.method === method));
  return methods
    .map((method) => ({ method, today: of(today, method), before: of(before, method) }))
    .toSorted(
      (a, b) =>
        b.today.paid - a.today.paid ||
        b.before.paid - a.before.paid ||
        a.method.localeCompare(b.method),
    );
}

function hoursOf(
  dayStart: Date,
  now: Date,
  read: { readonly today: readonly TallyRow[]; readonly before: readonly TallyRow[] },
): readonly HourOfDay[] {
  const paidIn = (tallies: readonly TallyRow[], hourMs: number) =>
    tallies
      .filter(({ hour }) => hour.getTime() === hourMs)
      .reduce((sum, { paid }) => sum + paid, 0);
  return Array.from({ length: 24 }, (_, index) => {
    const at = new Date(dayStart.getTime() + index * HOUR_MS);
    return {
      at,
      today: at > now ? null : paidIn(read.today, at.getTime()),
      before: paidIn(read.before, at.getTime() - WEEK_MS),
    };
  });
}

/** Money first: what may be lost by waiting, then what is merely to be cleared up. */
function waitingNeeds(waiting: WaitingCounts): readonly Need[] {
  const needs = [
    { kind: 'disputes', count: waiting.disputes },
    { kind: 'refunds', count: waiting.refunds },
    { kind: 'claims', count: waiting.claims },
    { kind: 'transfers', count: waiting.transfers },
    { kind: 'unknown', count: waiting.unknown },
    { kind: 'reviews', count: waiting.reviews },
    { kind: 'discrepancies', count: waiting.discrepancies },
    { kind: 'endpoints_disabled', count: waiting.endpointsDisabled },
    { kind: 'endpoints_failing', count: waiting.endpointsFailing },
  ] as const;
  return needs.filter(({ count }) => count > 0);
}

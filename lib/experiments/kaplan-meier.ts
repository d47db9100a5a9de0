import type { Effect } from './effect.ts';

/** How long a session has been watched, and whether it ended in a payment then. */
export interface Watched {
  readonly ms: number;
  readonly paid: boolean;
}

export interface TimeToPaid {
  readonly sessions: number;
  /** Share that is still unpaid from each of these times on, in order. */
  readonly unpaidShare: readonly { readonly fromMs: number; readonly share: number }[];
  /** By when half have paid; null where fewer than half do within the time watched. */
  readonly medianMs: number | null;
  /** The mean time spent unpaid up to the horizon, in milliseconds, with its standard error. */
  readonly restrictedMean: Effect;
}

/**
 * Time to payment over all sessions (Kaplan and Meier 1958): one that has not paid is watched until now,
 * also when it was abandoned, since leaving it out would make whoever loses hesitant shoppers look fast.
 * The restricted mean's variance is Greenwood's. Null without a session, or where none was watched as
 * far as the horizon and the mean up to it is therefore unknown.
 */
export function timeToPaid(watched: readonly Watched[], horizonMs: number): TimeToPaid | null {
  const sorted = watched
    .map(({ ms, paid }) => (ms > horizonMs ? { ms: horizonMs, paid: false } : { ms, paid }))
    .toSorted((a, b) => a.ms - b.ms);
  const last = sorted.at(-1);
  if (last === undefined) return null;
  const steps = stepsOf(sorted);
  const share = steps.at(-1)?.share ?? 1;
  if (share > 0 && last.ms < horizonMs) return null;
  return {
    sessions: sorted.length,
    unpaidShare: steps.map(({ fromMs, share: unpaid }) => ({ fromMs, share: unpaid })),
    medianMs: steps.find(({ share: unpaid }) => unpaid <= 0.5)?.fromMs ?? null,
    restrictedMean: restrictedMean(steps, horizonMs),
  };
}

interface Step {
  readonly fromMs: number;
  readonly share: number;
  /** Paid ÷ (watched · (watched − paid)) at this time: a term of Greenwood's formula. */
  readonly uncertainty: number;
}

function stepsOf(sorted: readonly Watched[]): Step[] {
  const steps: Step[] = [];
  let share = 1;
  for (let at = 0; at < sorted.length;) {
    const fromMs = sorted[at]?.ms ?? 0;
    const watched = sorted.length - at;
    let paid = 0;
    // Those who pay at a time count as watched at it, and so do those not watched any longer.
    for (; at < sorted.length && sorted[at]?.ms === fromMs; at += 1) {
      if (sorted[at]?.paid === true) paid += 1;
    }
    if (paid === 0) continue;
    share *= (watched - paid) / watched;
    const uncertainty = watched === paid ? 0 : paid / (watched * (watched - paid));
    steps.push({ fromMs, share, uncertainty });
  }
  return steps;
}

function restrictedMean(steps: readonly Step[], horizonMs: number): Effect {
  // From the horizon backwards: what lies under the curve beyond each step weighs that step's uncertainty.
  let beyond = 0;
  let variance = 0;
  let until = horizonMs;
  for (const { fromMs, share, uncertainty } of steps.toReversed()) {
    beyond += share * (until - fromMs);
    variance += beyond ** 2 * uncertainty;
    until = fromMs;
  }
  return { estimate: beyond + until, standardError: Math.sqrt(variance) };
}

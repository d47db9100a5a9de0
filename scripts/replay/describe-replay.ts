import type { ExposedMerchant } from '#lib/db/stores/replay-store.ts';
import type { PolicyReplay } from '#lib/operations/ordering/replay-policy.ts';
import {
  type Estimate,
  LEAST_EFFECTIVE_SAMPLE_SIZE,
  type ReplayEstimates,
} from '#lib/ordering/replay-estimators.ts';

/** What a replay says, for people. */
export function describeReplay(
  replay: PolicyReplay,
  asked: {
    readonly policy: string;
    readonly owner: ExposedMerchant;
    readonly from: Date;
    readonly to: Date;
    readonly settleMs: number;
  },
): string {
  const { owner, from, to, policy } = asked;
  const { sessions, paid, leftOut } = replay;
  const notes = [
    [replay.unsettled, `are younger than ${asked.settleMs / 60_000} minutes, and may be paid yet`],
    [
      leftOut.determined,
      'were shown the only order that there could be, and say nothing of others',
    ],
    [leftOut.single, 'had one method'],
    [leftOut.notCounted, 'count for nothing: programs, and whoever seems to test cards'],
  ] as const;
  return [
    `${owner.name} (${owner.merchantId}), ${owner.livemode ? 'live' : 'test'} mode, ${from.toISOString()} to ${to.toISOString()}`,
    '',
    `${sessions} sessions were shown an order that chance had a part in${
      sessions === 0 ? '.' : `; ${percent(paid / sessions)} of them were paid.`
    }`,
    ...notes.filter(([count]) => count > 0).map(([count, why]) => `Left out: ${count} ${why}.`),
    '',
    `What ${policy} would have had paid of them:`,
    ...describeEstimates(
      'by sessions that were shown its whole order, which assumes nothing',
      replay.wholeOrder,
      policy,
    ),
    ...describeEstimates(
      'by sessions in which the same method stood first, as if what follows made no difference',
      replay.firstPlace,
      policy,
    ),
    '',
    `Each order was decided by what was known when the list was shown, learned anew from the log${
      replay.taughtBefore === 0
        ? ''
        : ` (${replay.taughtBefore} sessions before that time taught too)`
    };`,
    'outages are not replayed, and fees and how far a method may move are today’s. This is to choose what is worth',
    'an experiment, never in place of one.',
  ].join('\n');
}

function describeEstimates(
  how: string,
  estimates: ReplayEstimates,
  policy: string,
): readonly string[] {
  const size = Math.round(estimates.effectiveSampleSize);
  if (estimates.kind === 'refused') {
    return [
      `  ${how}:`,
      `    refused. It comes to as much as ${size} sessions ordered by ${policy}; below ${LEAST_EFFECTIVE_SAMPLE_SIZE} any figure would mislead.`,
    ];
  }
  return [
    `  ${how} (as much as ${size} sessions):`,
    `    inverse propensities     ${range(estimates.ips)}`,
    `    the same, self-normalised ${range(estimates.snips)}`,
    `    doubly robust            ${range(estimates.doublyRobust)}`,
  ];
}

function range({ value, low, high }: Estimate): string {
  return `${percent(value)} (${percent(low)} to ${percent(high)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

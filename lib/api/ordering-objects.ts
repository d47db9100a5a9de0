import type { OwnOrdering } from '#lib/operations/ordering/own-ordering.ts';
import { unixSeconds } from '#lib/operations/unix-seconds.ts';
import { ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';

/** How a merchant's methods are ordered in one mode: there is one, so it has no id. */
export function orderingObject({
  config,
  fallbacksInLastDay,
  learned,
  livemode,
  updatedAt,
}: OwnOrdering) {
  const { rules } = config;
  return {
    object: 'ordering' as const,
    fallbacks_last_day: fallbacksInLastDay,
    fee_shares: Object.fromEntries(
      Object.entries(config.feeShares).map(([method, share]) => [method, String(share)]),
    ),
    learned:
      learned === null
        ? null
        : {
            sessions: learned.sessions,
            since: unixSeconds(learned.since),
            version: learned.version,
          },
    livemode,
    outage_action: config.outageAction,
    paused_at: config.pausedAt === null ? null : unixSeconds(config.pausedAt),
    policies: Object.values(ORDERING_POLICIES).map(({ id, version }) => ({ id, version })),
    policy: config.policy,
    rules: {
      amounts: rules.amounts.map(({ method, currency, fromMinor, toMinor }) => ({
        currency: currency.toLowerCase(),
        from: fromMinor,
        method,
        to: toMinor,
      })),
      hidden: rules.hidden,
      max_displacement: rules.maxDisplacement,
      order: rules.order,
      order_by_region: rules.orderByRegion,
      pinned: rules.pinned.map(({ method, place }) => ({ method, place })),
    },
    updated: updatedAt === null ? null : unixSeconds(updatedAt),
    version: config.version,
  };
}

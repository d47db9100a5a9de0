import type { Db } from '#lib/db/client.ts';
import { listMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import {
  findOrderingConfig,
  listOutagesUnderWay,
  listShownExperiments,
} from '#lib/db/stores/ordering-config-store.ts';
import { findState } from '#lib/db/stores/ordering-state-store.ts';
import {
  type ExposureRow,
  type OrderingOwner,
  type OutageRow,
} from '#lib/db/stores/ordering-store.ts';
import type { Device } from '#lib/domain/device.ts';
import type { ExperimentId } from '#lib/domain/ids.ts';
import { isExpressMethod } from '#lib/domain/method-id.ts';
import type { Money } from '#lib/domain/money.ts';
import { eligibleMethods } from '#lib/methods/eligibility.ts';
import type { Decision } from '#lib/ordering/decide-order.ts';
import { inScope } from '#lib/ordering/down-method.ts';
import {
  DEFAULT_ORDERING,
  type OrderingConfig,
  SHARED_LEARNER,
} from '#lib/ordering/ordering-config.ts';
import { type OrderingContext, orderingContext } from '#lib/ordering/ordering-context.ts';
import { merchantsOrder } from '#lib/ordering/ordering-rules.ts';
import { EMPTY_ORDERING_STATE } from '#lib/ordering/ordering-state.ts';
import { ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';
import { typicalDecision } from '#lib/ordering/typical-decision.ts';
import { type ExplainedMethod, explainMethods } from './explain-methods.ts';
import { LAYOUT } from './order-session.ts';
import { configOf, withMerchants } from './read-ordering-book.ts';

/** A kind of shopper, by all that an order goes by. */
export interface ShopperKind {
  readonly region: string | null;
  readonly device: Device;
  readonly amount: Money;
}

/** The order that such shoppers are shown now, and why. */
export interface OrderingExplanation {
  readonly livemode: boolean;
  readonly amount: Money;
  readonly decision: Decision;
  /** Of the merchant's settings. */
  readonly version: number;
  readonly source: ExposureRow['source'];
  readonly methods: readonly ExplainedMethod[];
  readonly leftOut: ExposureRow['leftOut'];
  /** By which some of them are shown another order. */
  readonly experiments: readonly ExperimentId[];
}

/**
 * Explains the order for a kind of shopper by the merchant's own policy, as of now: read from the database, for
 * what is in memory is another process's. What chance and experiments change for some is not in it, but that they do.
 */
export async function explainOrdering(
  db: Db,
  { merchantId, livemode }: OrderingOwner,
  kind: ShopperKind,
  now: Date,
): Promise<OrderingExplanation> {
  const owner = { merchantId, livemode };
  const [row, read, outages, experiments, settings] = await Promise.all([
    findOrderingConfig(db, owner),
    findState(db, { ...owner, learner: SHARED_LEARNER }),
    listOutagesUnderWay(db, owner),
    listShownExperiments(db, owner),
    listMethodSettings(db, merchantId, livemode),
  ]);
  const config = row === null ? DEFAULT_ORDERING : configOf(row);
  const context = orderingContext(kind);
  const amountMinor = Number(kind.amount.amountMinor);
  const { usable, leftOut } = usableBy(kind, { config, context, outages, settings });
  const policy = config.pausedAt === null ? config.policy : 'fixed';
  const decision = typicalDecision({
    context,
    amountMinor,
    eligible: usable,
    // What is hidden was left out above, unless that left nothing.
    rules: { ...config.rules, hidden: [], amounts: [] },
    policy: ORDERING_POLICIES[policy],
    state: withMerchants(read?.state ?? EMPTY_ORDERING_STATE, outages),
    feeShares: config.feeShares,
    layout: LAYOUT,
    nowMs: now.getTime(),
  });
  return {
    livemode,
    amount: kind.amount,
    decision,
    version: config.version,
    source: config.pausedAt !== null ? 'forced' : policy === 'fixed' ? 'static' : 'policy',
    methods: explainMethods(decision),
    leftOut,
    experiments,
  };
}

/** What such a shopper can choose from, in the merchant's order, and what not, with the reason. */
function usableBy(
  { amount, device }: ShopperKind,
  facts: {
    readonly config: OrderingConfig;
    readonly context: OrderingContext;
    readonly outages: readonly OutageRow[];
    readonly settings: Awaited<ReturnType<typeof listMethodSettings>>;
  },
): { readonly usable: readonly string[]; readonly leftOut: ExposureRow['leftOut'] } {
  const { config, context, outages, settings } = facts;
  const listed = eligibleMethods({
    amount,
    device,
    settings,
    captureMethod: 'automatic',
    allowed: null,
  }).filter(({ method }) => !isExpressMethod(method));
  const eligible = listed.flatMap(({ method, reason }) => (reason === null ? [method] : []));
  const open = unlessNone(eligible, (method) => !isClosed(method, context, outages));
  const rules = { ...config.rules, order: [], orderByRegion: {} };
  const shown = merchantsOrder(rules, context, open, Number(amount.amountMinor));
  const usable = unlessNone(open, (method) => shown.includes(method));
  return {
    usable,
    leftOut: listed.flatMap(({ method, reason }) => {
      if (usable.includes(method)) return [];
      if (reason !== null) return [{ method, reason: reason.code }];
      return [{ method, reason: open.includes(method) ? 'hidden' : 'out_of_order' }];
    }),
  };
}

/** A list of methods is never empty for what was taken out of it. */
function unlessNone(
  methods: readonly string[],
  stays: (method: string) => boolean,
): readonly string[] {
  const left = methods.filter(stays);
  return left.length === 0 ? methods : left;
}

function isClosed(
  method: string,
  context: OrderingContext,
  outages: readonly OutageRow[],
): boolean {
  return outages.some(
    (outage) =>
      outage.method === method && outage.action === 'close' && inScope(outage.scope, context),
  );
}

import {
  type Placeholder,
  and,
  desc,
  eq,
  isNotNull,
  isNull,
  ne,
  notInArray,
  sql,
} from 'drizzle-orm';
import type { CheckoutSessionId, ExperimentId, MerchantId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { experiment, experimentHoldout } from '../schema/experiment.ts';
import {
  methodOutage,
  orderingConfig,
  orderingExposure,
  sessionLearning,
} from '../schema/ordering.ts';
import { type Given, statement } from '../statement.ts';

export type OrderingConfigRow = typeof orderingConfig.$inferSelect;
export type ExposureRow = typeof orderingExposure.$inferSelect;
export type OutageRow = typeof methodOutage.$inferSelect;
export type ExperimentRow = typeof experiment.$inferSelect;
export type HoldoutRow = typeof experimentHoldout.$inferSelect;

/** A merchant in one mode. */
export interface OrderingOwner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

/** Everything that decisions go by but the learned states, of all merchants: few small rows. */
export interface OrderingSettings {
  readonly configs: readonly OrderingConfigRow[];
  readonly outages: readonly OutageRow[];
  /** Those running, and those whose winner is being rolled out. */
  readonly experiments: readonly ExperimentRow[];
  readonly holdouts: readonly HoldoutRow[];
}

export async function readOrderingSettings(db: Db): Promise<OrderingSettings> {
  const [configs, outages, experiments, holdouts] = await Promise.all([
    db.select().from(orderingConfig),
    db.select().from(methodOutage).where(isNull(methodOutage.endedAt)),
    db
      .select()
      .from(experiment)
      .where(
        sql`${experiment.status} = 'running' or (${experiment.rollout} is not null and ${experiment.finishedAt} is null)`,
      ),
    db.select().from(experimentHoldout),
  ]);
  return { configs, outages, experiments, holdouts };
}

/** What an order of a session was, as a page needs it. */
export interface ShownOrder {
  readonly sessionId: CheckoutSessionId;
  readonly at: Date;
  readonly order: readonly string[];
  readonly experimentId: ExperimentId | null;
  readonly arm: string | null;
  readonly unit: string | null;
}

/** Who a session's shopper is, and what was shown before. */
export interface ShownBefore {
  /** In this session. */
  readonly session: ShownOrder | null;
  /** A known shopper's key: the merchant's customer, else its address, as a keyed hash. Null: nobody knows who it is. */
  readonly shopper: string | null;
  /**
   * To the same shopper in another session: in the one that this one starts again, else the latest that was decided
   * and not only shown again.
   */
  readonly elsewhere: ShownOrder | null;
}

/**
 * Of an address it is a keyed hash, another at every merchant: what is known of what somebody was shown must not tell
 * who it was, nor that it was the same person elsewhere. The database makes it, so that no page waits for a second
 * question; the key has one length, so that no other key and merchant read the same.
 */
const shopperOf = (key: Placeholder) => sql<string | null>`coalesce(
  ${checkoutSession.customerId},
  case when ${checkoutSession.customerEmail} is null then null
    else 'em_' || left(encode(sha256(
      convert_to(${key}::text || ${checkoutSession.merchantId}, 'UTF8') ||
      sha256(convert_to(lower(trim(${checkoutSession.customerEmail})), 'UTF8'))
    ), 'hex'), 32) end
)`;

/** `orderName`: what the order is called within the statement, where several are in it. */
const shown = (orderName: string) => ({
  sessionId: orderingExposure.sessionId,
  at: orderingExposure.at,
  order: sql<string[]>`${orderingExposure.decision}->'order'`.as(orderName),
  experimentId: orderingExposure.experimentId,
  arm: orderingExposure.arm,
  unit: orderingExposure.unit,
});

/** `shopperKey`: a secret of one length, to know shoppers again by. */
export async function readShownBefore(
  db: Db,
  sessionId: CheckoutSessionId,
  shopperKey: string,
): Promise<ShownBefore> {
  const [[own], [other]] = await Promise.all([
    shownInSession(db, { sessionId }),
    shownElsewhere(db, { sessionId, shopperKey }),
  ]);
  return {
    session: own ?? null,
    shopper: other?.shopper ?? null,
    elsewhere: other?.startedAgain ?? other?.latest ?? null,
  };
}

type OfSession = Given<{ sessionId: CheckoutSessionId }>;

const shownInSession = statement((db, given: OfSession) =>
  db
    .select(shown('order'))
    .from(orderingExposure)
    .where(eq(orderingExposure.sessionId, given.sessionId)),
);

type OfShopper = Given<{ sessionId: CheckoutSessionId; shopperKey: string }>;

const shownElsewhere = statement((db, given: OfShopper) => {
  const startedAgain = db
    .select(shown('order_before'))
    .from(orderingExposure)
    .where(eq(orderingExposure.sessionId, checkoutSession.recoveredFrom))
    .as('started_again');
  // One row by the index, however often the shopper has come.
  const latest = db
    .select(shown('order_latest'))
    .from(orderingExposure)
    .where(
      and(
        eq(orderingExposure.merchantId, checkoutSession.merchantId),
        eq(orderingExposure.livemode, checkoutSession.livemode),
        isNotNull(orderingExposure.shopper),
        eq(orderingExposure.shopper, shopperOf(given.shopperKey)),
        ne(orderingExposure.sessionId, checkoutSession.id),
        notInArray(orderingExposure.source, ['returning', 'fallback']),
      ),
    )
    .orderBy(desc(orderingExposure.at))
    .limit(1)
    .as('latest');
  return db
    .select({
      shopper: shopperOf(given.shopperKey),
      startedAgain: {
        sessionId: startedAgain.sessionId,
        at: startedAgain.at,
        order: startedAgain.order,
        experimentId: startedAgain.experimentId,
        arm: startedAgain.arm,
        unit: startedAgain.unit,
      },
      latest: {
        sessionId: latest.sessionId,
        at: latest.at,
        order: latest.order,
        experimentId: latest.experimentId,
        arm: latest.arm,
        unit: latest.unit,
      },
    })
    .from(checkoutSession)
    .leftJoinLateral(startedAgain, sql`true`)
    .leftJoinLateral(latest, sql`true`)
    .where(eq(checkoutSession.id, given.sessionId));
});

/** Writes what was shown, once a session: what is there stands. Returns whether it was written. */
export async function insertExposure(db: Db, row: ExposureRow, lookAt: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const written = await tx
      .insert(orderingExposure)
      .values(row)
      .onConflictDoNothing()
      .returning({ id: orderingExposure.sessionId });
    if (written.length === 0) return false;
    await tx.insert(sessionLearning).values({ sessionId: row.sessionId, learned: {}, lookAt });
    return true;
  });
}

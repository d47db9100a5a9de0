import { type Placeholder, and, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import type { CheckoutSessionId, ExperimentId, MerchantId } from '#lib/domain/ids.ts';
import type { OrderingState } from '#lib/ordering/ordering-state.ts';
import type { Db } from '../client.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { experiment, experimentHoldout } from '../schema/experiment.ts';
import {
  methodOutage,
  orderingConfig,
  orderingExposure,
  orderingState,
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

/** Which learned states there are, and how new: to read again those that changed. */
export async function listStateVersions(
  db: Db,
): Promise<readonly (OrderingOwner & { readonly learner: string; readonly version: number })[]> {
  return db
    .select({
      merchantId: orderingState.merchantId,
      livemode: orderingState.livemode,
      learner: orderingState.learner,
      version: orderingState.version,
    })
    .from(orderingState);
}

export async function readOrderingState(
  db: Db,
  owner: OrderingOwner & { readonly learner: string },
): Promise<{ readonly state: OrderingState; readonly version: number } | null> {
  const [row] = await db
    .select({ state: orderingState.state, version: orderingState.version })
    .from(orderingState)
    .where(
      and(
        eq(orderingState.merchantId, owner.merchantId),
        eq(orderingState.livemode, owner.livemode),
        eq(orderingState.learner, owner.learner),
      ),
    );
  return row ?? null;
}

/** What an order of a session was, as a page needs it. */
export interface ShownOrder {
  readonly sessionId: CheckoutSessionId;
  readonly at: Date;
  readonly order: readonly string[];
  readonly experimentId: ExperimentId | null;
  readonly arm: string | null;
}

/** Who a session's shopper is, and what was shown before. */
export interface ShownBefore {
  /** In this session. */
  readonly session: ShownOrder | null;
  /** A known shopper's key: the merchant's customer, else its address, as a keyed hash. Null: nobody knows who it is. */
  readonly shopper: string | null;
  /** To the same shopper in another session, the latest. */
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

const SHOWN = {
  sessionId: orderingExposure.sessionId,
  at: orderingExposure.at,
  order: sql<string[]>`${orderingExposure.decision}->'order'`,
  experimentId: orderingExposure.experimentId,
  arm: orderingExposure.arm,
};

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
    elsewhere: other?.elsewhere ?? null,
  };
}

type OfSession = Given<{ sessionId: CheckoutSessionId }>;

const shownInSession = statement((db, given: OfSession) =>
  db.select(SHOWN).from(orderingExposure).where(eq(orderingExposure.sessionId, given.sessionId)),
);

type OfShopper = Given<{ sessionId: CheckoutSessionId; shopperKey: string }>;

const shownElsewhere = statement((db, given: OfShopper) =>
  db
    .select({ shopper: shopperOf(given.shopperKey), elsewhere: SHOWN })
    .from(checkoutSession)
    .leftJoin(
      orderingExposure,
      and(
        eq(orderingExposure.merchantId, checkoutSession.merchantId),
        eq(orderingExposure.livemode, checkoutSession.livemode),
        isNotNull(orderingExposure.shopper),
        eq(orderingExposure.shopper, shopperOf(given.shopperKey)),
        ne(orderingExposure.sessionId, checkoutSession.id),
      ),
    )
    .where(eq(checkoutSession.id, given.sessionId))
    .orderBy(sql`${orderingExposure.at} desc nulls last`)
    .limit(1),
);

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

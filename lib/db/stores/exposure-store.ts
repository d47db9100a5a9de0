import { type SQL, and, asc, eq, inArray } from 'drizzle-orm';
import type { CheckoutSessionId, ExperimentId } from '#lib/domain/ids.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { ExposureSource } from '#lib/ordering/exposure-source.ts';
import type { Db } from '../client.ts';
import { createdWithin, pageQuery } from '../cursor-page.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { experiment } from '../schema/experiment.ts';
import { orderingExposure } from '../schema/ordering.ts';
import { paymentAttempt } from '../schema/payment.ts';
import type { ExposureRow, OrderingOwner } from './ordering-store.ts';

/** What was shown to a session, and what has become of the session. */
export interface ExposedSessionRow {
  readonly exposure: ExposureRow;
  readonly session: Pick<
    typeof checkoutSession.$inferSelect,
    'amountTotal' | 'currency' | 'completedAt'
  >;
}

/** Which exposures of a merchant's; null: any. */
export interface ExposureFilter {
  readonly created: CreatedRange;
  readonly experimentId: ExperimentId | null;
  readonly arm: string | null;
  readonly source: ExposureSource | null;
}

const EXPOSED = {
  exposure: orderingExposure,
  session: {
    amountTotal: checkoutSession.amountTotal,
    currency: checkoutSession.currency,
    completedAt: checkoutSession.completedAt,
  },
};

function own({ merchantId, livemode }: OrderingOwner): SQL | undefined {
  return and(eq(orderingExposure.merchantId, merchantId), eq(orderingExposure.livemode, livemode));
}

/** Null for what is another merchant's or of the other mode, too. */
export async function findOwnExposure(
  db: Db,
  owner: OrderingOwner,
  id: string,
): Promise<ExposedSessionRow | null> {
  const [row] = await db
    .select(EXPOSED)
    .from(orderingExposure)
    .innerJoin(checkoutSession, eq(checkoutSession.id, orderingExposure.sessionId))
    .where(and(eq(orderingExposure.sessionId, id as CheckoutSessionId), own(owner))); // looked up, not trusted
  return row ?? null;
}

/** In the order of `pageQuery`, and one more than the page holds. */
export async function listOwnExposures(
  db: Db,
  owner: OrderingOwner,
  asked: ExposureFilter & {
    readonly page: Pick<PageRequest, 'limit' | 'endingBefore'>;
    readonly cursor: Pick<ExposureRow, 'at' | 'sessionId'> | null;
  },
): Promise<readonly ExposedSessionRow[]> {
  const { arm, created, cursor, experimentId, page, source } = asked;
  const query = pageQuery(
    { createdAt: orderingExposure.at, id: orderingExposure.sessionId },
    page,
    cursor === null ? null : { createdAt: cursor.at, id: cursor.sessionId },
  );
  return db
    .select(EXPOSED)
    .from(orderingExposure)
    .innerJoin(checkoutSession, eq(checkoutSession.id, orderingExposure.sessionId))
    .where(
      and(
        own(owner),
        createdWithin(orderingExposure.at, created),
        experimentId === null ? undefined : eq(orderingExposure.experimentId, experimentId),
        arm === null ? undefined : eq(orderingExposure.arm, arm),
        source === null ? undefined : eq(orderingExposure.source, source),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}

/** A session's tries to pay as far as they tell what an order led to. */
export type TryRow = Pick<
  typeof paymentAttempt.$inferSelect,
  'id' | 'sessionId' | 'method' | 'status' | 'failureCode' | 'createdAt'
>;

/** The tries of these sessions, the first ones first. */
export async function listTriesOf(
  db: Db,
  sessionIds: readonly CheckoutSessionId[],
): Promise<readonly TryRow[]> {
  if (sessionIds.length === 0) return [];
  return db
    .select({
      id: paymentAttempt.id,
      sessionId: paymentAttempt.sessionId,
      method: paymentAttempt.method,
      status: paymentAttempt.status,
      failureCode: paymentAttempt.failureCode,
      createdAt: paymentAttempt.createdAt,
    })
    .from(paymentAttempt)
    .where(inArray(paymentAttempt.sessionId, [...sessionIds]))
    .orderBy(asc(paymentAttempt.createdAt), asc(paymentAttempt.id));
}

/** The id as one of the merchant's experiments; null where it is none. */
export async function findOwnExperimentId(
  db: Db,
  owner: OrderingOwner,
  id: string,
): Promise<ExperimentId | null> {
  const [row] = await db
    .select({ id: experiment.id })
    .from(experiment)
    .where(
      and(
        eq(experiment.id, id as ExperimentId), // looked up, not trusted
        eq(experiment.merchantId, owner.merchantId),
        eq(experiment.livemode, owner.livemode),
      ),
    );
  return row?.id ?? null;
}

import { and, asc, count, countDistinct, eq, exists, gt, inArray, ne, or, sql } from 'drizzle-orm';
import type { PaymentLinkId } from '#lib/domain/ids.ts';
import type { PageRequest } from '#lib/domain/list-page.ts';
import { ACTIVE_STATUSES } from '#lib/domain/payment-attempt.ts';
import type { Db } from '../client.ts';
import { pageQuery } from '../cursor-page.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { merchant } from '../schema/merchant.ts';
import { capture, refund } from '../schema/money.ts';
import { paymentLink, paymentLinkItem } from '../schema/payment-link.ts';
import { paymentAttempt, paymentIntent } from '../schema/payment.ts';
import { price } from '../schema/price.ts';
import { product } from '../schema/product.ts';
import type { Owner } from './bank-transfer-store.ts';
import type { MerchantRow } from './merchant-store.ts';
import type { PricedProduct } from './price-store.ts';

export type PaymentLinkRow = typeof paymentLink.$inferSelect;
export type PaymentLinkItemRow = typeof paymentLinkItem.$inferSelect;

/** What a link sells, in its order. */
export interface LinkItem extends PricedProduct {
  readonly item: PaymentLinkItemRow;
}

export async function insertPaymentLink(
  tx: Db,
  rows: { link: PaymentLinkRow; items: readonly PaymentLinkItemRow[] },
): Promise<void> {
  await tx.insert(paymentLink).values(rows.link);
  await tx.insert(paymentLinkItem).values([...rows.items]);
}

export async function findPaymentLink(
  db: Db,
  owner: Owner,
  id: string,
): Promise<PaymentLinkRow | null> {
  const [row] = await db
    .select()
    .from(paymentLink)
    .where(and(eq(paymentLink.id, id as PaymentLinkId), ownedBy(owner))) // looked up, not trusted
    .limit(1);
  return row ?? null;
}

/** The link of an address, whoever it belongs to: its code is what lets a shopper see it. */
export async function findLinkByCode(
  db: Db,
  code: string,
): Promise<{ link: PaymentLinkRow; merchant: MerchantRow } | null> {
  const [row] = await db
    .select({ link: paymentLink, merchant })
    .from(paymentLink)
    .innerJoin(merchant, eq(merchant.id, paymentLink.merchantId))
    .where(eq(paymentLink.code, code))
    .limit(1);
  return row ?? null;
}

export async function isLinkCode(db: Db, code: string): Promise<boolean> {
  const rows = await db
    .select({ id: paymentLink.id })
    .from(paymentLink)
    .where(eq(paymentLink.code, code))
    .limit(1);
  return rows.length > 0;
}

/**
 * Takes a link until the transaction ends, so that its places are given away one after another. What refers
 * to the link meanwhile does not wait for it.
 */
export async function lockPaymentLink(tx: Db, id: PaymentLinkId): Promise<PaymentLinkRow | null> {
  const [row] = await tx
    .select()
    .from(paymentLink)
    .where(eq(paymentLink.id, id))
    .for('no key update');
  return row ?? null;
}

export async function updatePaymentLink(
  tx: Db,
  id: PaymentLinkId,
  change: Partial<Omit<PaymentLinkRow, 'id' | 'merchantId' | 'livemode' | 'code' | 'createdAt'>>,
): Promise<void> {
  await tx.update(paymentLink).set(change).where(eq(paymentLink.id, id));
}

export async function updateLinkItem(
  tx: Db,
  id: PaymentLinkItemRow['id'],
  change: Partial<Pick<PaymentLinkItemRow, 'quantity' | 'quantityMinimum' | 'quantityMaximum'>>,
): Promise<void> {
  await tx.update(paymentLinkItem).set(change).where(eq(paymentLinkItem.id, id));
}

export async function listLinkItems(db: Db, id: PaymentLinkId): Promise<readonly LinkItem[]> {
  return db
    .select({ item: paymentLinkItem, price, product })
    .from(paymentLinkItem)
    .innerJoin(price, eq(price.id, paymentLinkItem.priceId))
    .innerJoin(product, eq(product.id, price.productId))
    .where(eq(paymentLinkItem.linkId, id))
    .orderBy(asc(paymentLinkItem.position));
}

/** How many sessions of each of these links are paid, or their money is held. */
export async function countCompleted(
  db: Db,
  ids: readonly PaymentLinkId[],
): Promise<ReadonlyMap<PaymentLinkId, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: checkoutSession.paymentLinkId, n: count() })
    .from(checkoutSession)
    .innerJoin(paymentIntent, eq(paymentIntent.sessionId, checkoutSession.id))
    .where(and(inArray(checkoutSession.paymentLinkId, [...ids]), isSold()))
    .groupBy(checkoutSession.paymentLinkId);
  return new Map(rows.flatMap(({ id, n }) => (id === null ? [] : [[id, n] as const])));
}

/** What shoppers paid by a link, in minor units of its currency. */
export interface LinkEarnings {
  readonly payments: number;
  readonly captured: bigint;
  /** Given back, or on its way back. */
  readonly refunded: bigint;
}

/** What each of these links has earned; one that has sold nothing is left out. */
export async function sumLinkEarnings(
  db: Db,
  ids: readonly PaymentLinkId[],
): Promise<ReadonlyMap<PaymentLinkId, LinkEarnings>> {
  if (ids.length === 0) return new Map();
  const refunded = sql<string>`coalesce(sum((
    select sum(${refund.amount}) from ${refund}
    where ${refund.captureId} = ${capture.id} and ${refund.status} <> 'failed')), 0)`;
  const rows = await db
    .select({
      id: checkoutSession.paymentLinkId,
      payments: countDistinct(checkoutSession.id),
      captured: sql<string>`sum(${capture.amount})`,
      refunded,
    })
    .from(checkoutSession)
    .innerJoin(paymentIntent, eq(paymentIntent.sessionId, checkoutSession.id))
    .innerJoin(capture, eq(capture.intentId, paymentIntent.id))
    .where(inArray(checkoutSession.paymentLinkId, [...ids]))
    .groupBy(checkoutSession.paymentLinkId);
  return new Map(
    rows.flatMap(({ id, payments, ...sums }) =>
      id === null
        ? []
        : [
            [
              id,
              { payments, captured: BigInt(sums.captured), refunded: BigInt(sums.refunded) },
            ] as const,
          ],
    ),
  );
}

/** Of a session beside its intent: complete, and its held money was not let go. */
function isSold() {
  return and(eq(checkoutSession.status, 'complete'), ne(paymentIntent.status, 'canceled'));
}

/**
 * How many of a link's places are taken: by sessions that are paid or held, by those still open, and by those that
 * expired after `expiredSince` and whose money may still be on its way. Call it under the link's lock.
 */
export async function countPlacesTaken(
  tx: Db,
  id: PaymentLinkId,
  expiredSince: Date,
): Promise<{ complete: number; held: number }> {
  const onItsWay = tx
    .select({ id: paymentAttempt.id })
    .from(paymentAttempt)
    .where(
      and(
        eq(paymentAttempt.sessionId, checkoutSession.id),
        or(
          inArray(paymentAttempt.status, [...ACTIVE_STATUSES]),
          and(eq(paymentAttempt.status, 'expired'), eq(paymentAttempt.direction, 'push')),
        ),
      ),
    );
  const rows = await tx
    .select({ status: checkoutSession.status, n: count() })
    .from(checkoutSession)
    .innerJoin(paymentIntent, eq(paymentIntent.sessionId, checkoutSession.id))
    .where(
      and(
        eq(checkoutSession.paymentLinkId, id),
        or(
          isSold(),
          eq(checkoutSession.status, 'open'),
          and(
            eq(checkoutSession.status, 'expired'),
            gt(checkoutSession.expiresAt, expiredSince),
            exists(onItsWay),
          ),
        ),
      ),
    )
    .groupBy(checkoutSession.status);
  const of = (status: 'complete' | 'open' | 'expired') =>
    rows.find((row) => row.status === status)?.n ?? 0;
  return { complete: of('complete'), held: of('open') + of('expired') };
}

/** A merchant's links, the newest first, and one more than the page holds. */
export async function listPaymentLinks(
  db: Db,
  owner: Owner,
  asked: { active: boolean | null; page: PageRequest; cursor: PaymentLinkRow | null },
): Promise<readonly PaymentLinkRow[]> {
  const query = pageQuery(paymentLink, asked.page, asked.cursor);
  return db
    .select()
    .from(paymentLink)
    .where(
      and(
        ownedBy(owner),
        asked.active === null ? undefined : eq(paymentLink.active, asked.active),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}

function ownedBy(owner: Owner) {
  return and(
    eq(paymentLink.merchantId, owner.merchantId),
    eq(paymentLink.livemode, owner.livemode),
  );
}

import { and, eq, inArray } from 'drizzle-orm';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { PriceId } from '#lib/domain/ids.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { createdWithin, pageQuery } from '../cursor-page.ts';
import { price } from '../schema/price.ts';
import { product } from '../schema/product.ts';
import type { Owner } from './bank-transfer-store.ts';
import type { ProductRow } from './product-store.ts';

export type PriceRow = typeof price.$inferSelect;

/** A price with what it is the price of. */
export interface PricedProduct {
  readonly price: PriceRow;
  readonly product: ProductRow;
}

export async function insertPrice(tx: Db, row: PriceRow): Promise<void> {
  await tx.insert(price).values(row);
}

export async function findPrice(db: Db, owner: Owner, id: string): Promise<PriceRow | null> {
  return (await findPricedProduct(db, owner, id))?.price ?? null;
}

export async function findPricedProduct(
  db: Db,
  owner: Owner,
  id: string,
): Promise<PricedProduct | null> {
  const [row] = await db
    .select({ price, product })
    .from(price)
    .innerJoin(product, eq(product.id, price.productId))
    .where(and(eq(price.id, id as PriceId), ownedBy(owner))) // looked up, not trusted
    .limit(1);
  return row ?? null;
}

export async function updatePrice(
  tx: Db,
  id: PriceId,
  change: Partial<Pick<PriceRow, 'active' | 'nickname' | 'lookupKey' | 'metadata'>>,
): Promise<void> {
  await tx.update(price).set(change).where(eq(price.id, id));
}

/** The price that a lookup key names; null when none does. */
export async function findPriceByLookupKey(
  db: Db,
  owner: Owner,
  lookupKey: string,
): Promise<PriceRow | null> {
  const [row] = await db
    .select()
    .from(price)
    .where(and(ownedBy(owner), eq(price.lookupKey, lookupKey)))
    .limit(1);
  return row ?? null;
}

export interface PriceFilter {
  readonly active: boolean | null;
  readonly currency: CurrencyCode | null;
  readonly productId: string | null;
  readonly lookupKeys: readonly string[] | null;
  readonly created: CreatedRange | null;
}

/** A merchant's prices, the newest first, and one more than the page holds. */
export async function listPrices(
  db: Db,
  owner: Owner,
  asked: PriceFilter & { page: PageRequest; cursor: PriceRow | null },
): Promise<readonly PriceRow[]> {
  const { active, currency, productId, lookupKeys, created } = asked;
  const query = pageQuery(price, asked.page, asked.cursor);
  return db
    .select()
    .from(price)
    .where(
      and(
        ownedBy(owner),
        active === null ? undefined : eq(price.active, active),
        currency === null ? undefined : eq(price.currency, currency),
        productId === null ? undefined : eq(price.productId, productId as PriceRow['productId']), // looked up
        lookupKeys === null ? undefined : inArray(price.lookupKey, [...lookupKeys]),
        created === null ? undefined : createdWithin(price.createdAt, created),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}

function ownedBy(owner: Owner) {
  return and(eq(price.merchantId, owner.merchantId), eq(price.livemode, owner.livemode));
}

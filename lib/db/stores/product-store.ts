import { and, count, eq } from 'drizzle-orm';
import type { ProductId } from '#lib/domain/ids.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { createdWithin, pageQuery } from '../cursor-page.ts';
import { price } from '../schema/price.ts';
import { product } from '../schema/product.ts';
import type { Owner } from './bank-transfer-store.ts';

export type ProductRow = typeof product.$inferSelect;

export async function insertProduct(tx: Db, row: ProductRow): Promise<void> {
  await tx.insert(product).values(row);
}

export async function findProduct(db: Db, owner: Owner, id: string): Promise<ProductRow | null> {
  const [row] = await db
    .select()
    .from(product)
    .where(and(eq(product.id, id as ProductId), ownedBy(owner))) // looked up, not trusted
    .limit(1);
  return row ?? null;
}

export async function updateProduct(
  tx: Db,
  id: ProductId,
  change: Partial<
    Pick<
      ProductRow,
      'active' | 'name' | 'description' | 'metadata' | 'defaultPriceId' | 'updatedAt'
    >
  >,
): Promise<void> {
  await tx.update(product).set(change).where(eq(product.id, id));
}

/** How many prices a product has, those no longer used among them. */
export async function countPrices(db: Db, id: ProductId): Promise<number> {
  const [row] = await db.select({ n: count() }).from(price).where(eq(price.productId, id));
  return row?.n ?? 0;
}

export async function deleteProduct(tx: Db, id: ProductId): Promise<void> {
  await tx.delete(product).where(eq(product.id, id));
}

/** A merchant's products, the newest first, and one more than the page holds. */
export async function listProducts(
  db: Db,
  owner: Owner,
  asked: {
    active: boolean | null;
    created: CreatedRange | null;
    page: PageRequest;
    cursor: ProductRow | null;
  },
): Promise<readonly ProductRow[]> {
  const query = pageQuery(product, asked.page, asked.cursor);
  return db
    .select()
    .from(product)
    .where(
      and(
        ownedBy(owner),
        asked.active === null ? undefined : eq(product.active, asked.active),
        asked.created === null ? undefined : createdWithin(product.createdAt, asked.created),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}

function ownedBy(owner: Owner) {
  return and(eq(product.merchantId, owner.merchantId), eq(product.livemode, owner.livemode));
}

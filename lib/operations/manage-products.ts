import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { findPrice } from '#lib/db/stores/price-store.ts';
import {
  type ProductRow,
  countPrices,
  deleteProduct,
  findProduct,
  insertProduct,
  listProducts,
  updateProduct,
} from '#lib/db/stores/product-store.ts';
import type { ProductId } from '#lib/domain/ids.ts';
import { type CreatedRange, type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from './context.ts';
import { type NewPrice, createPrice } from './manage-prices.ts';
import { ParamError, noSuch } from './param-error.ts';

export interface NewProduct {
  readonly name: string;
  readonly description?: string | undefined;
  readonly active?: boolean | undefined;
  readonly metadata?: Record<string, string> | undefined;
  /** Its first price, which becomes its default. */
  readonly defaultPrice?: Omit<NewPrice, 'product'> | undefined;
}

/** Adds a product to the merchant's list. Throws ParamError. */
export async function createProduct(
  context: AppContext,
  tx: Db,
  owner: Owner,
  asked: NewProduct,
): Promise<ProductRow> {
  const now = context.clock.now();
  const row: ProductRow = {
    id: newId('product'),
    merchantId: owner.merchantId,
    livemode: owner.livemode,
    active: asked.active ?? true,
    name: asked.name,
    description: asked.description ?? null,
    metadata: asked.metadata ?? {},
    defaultPriceId: null,
    createdAt: now,
    updatedAt: now,
  };
  await insertProduct(tx, row);
  if (asked.defaultPrice === undefined) return row;
  const price = await createPrice(context, tx, owner, {
    ...asked.defaultPrice,
    product: { id: row.id },
  });
  await updateProduct(tx, row.id, { defaultPriceId: price.id });
  return { ...row, defaultPriceId: price.id };
}

export interface ProductChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly active?: boolean | undefined;
  /** Put over what is there, key by key. */
  readonly metadata?: Record<string, string> | undefined;
  readonly defaultPrice?: string | undefined;
}

/** Null: there is no such product. Throws ParamError. */
export async function changeProduct(
  context: AppContext,
  tx: Db,
  owner: Owner,
  asked: ProductChange & { id: string },
): Promise<ProductRow | null> {
  const row = await findProduct(tx, owner, asked.id);
  if (row === null) return null;
  let { defaultPriceId } = row;
  if (asked.defaultPrice !== undefined) {
    const price = await findPrice(tx, owner, asked.defaultPrice);
    if (price?.productId !== row.id) throw noSuch('price', asked.defaultPrice, 'default_price');
    defaultPriceId = price.id;
  }
  const change = {
    name: asked.name ?? row.name,
    description: asked.description ?? row.description,
    active: asked.active ?? row.active,
    metadata: { ...row.metadata, ...asked.metadata },
    defaultPriceId,
    updatedAt: context.clock.now(),
  };
  await updateProduct(tx, row.id, change);
  return { ...row, ...change };
}

export function retrieveProduct(tx: Db, owner: Owner, id: string): Promise<ProductRow | null> {
  return findProduct(tx, owner, id);
}

/**
 * Takes a product off the list for good. One that ever had a price stays, since what was sold refers to it:
 * it can be switched off. Null: there is no such product. Throws ParamError.
 */
export async function removeProduct(tx: Db, owner: Owner, id: string): Promise<ProductId | null> {
  const row = await findProduct(tx, owner, id);
  if (row === null) return null;
  if ((await countPrices(tx, row.id)) > 0) {
    throw new ParamError(
      'id',
      'A product with prices cannot be deleted, since what was sold refers to it. Set active to false.',
    );
  }
  await deleteProduct(tx, row.id);
  return row.id;
}

/** Null: the cursor is none of them. */
export async function pageOfProducts(
  tx: Db,
  owner: Owner,
  asked: { active: boolean | null; created: CreatedRange | null; page: PageRequest },
): Promise<Page<ProductRow> | null> {
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findProduct(tx, owner, id);
  if (id !== null && cursor === null) return null;
  return toPage(await listProducts(tx, owner, { ...asked, cursor }), asked.page);
}

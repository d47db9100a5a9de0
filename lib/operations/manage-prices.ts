import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import {
  type PriceFilter,
  type PriceRow,
  findPrice,
  findPriceByLookupKey,
  insertPrice,
  listPrices,
  updatePrice,
} from '#lib/db/stores/price-store.ts';
import { findProduct } from '#lib/db/stores/product-store.ts';
import { type CurrencyCode, minorUnitDigits } from '#lib/domain/currency.ts';
import type { ProductId } from '#lib/domain/ids.ts';
import { type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import { MAX_AMOUNT_MINOR } from '#lib/domain/money.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from './context.ts';
import { ParamError, noSuch } from './param-error.ts';

/** Amounts are minor units. */
export interface NewPrice {
  /** One that is there, by its id. */
  readonly product: { readonly id: string };
  readonly currency: CurrencyCode;
  /** Exactly one of the two. */
  readonly unitAmount?: bigint | undefined;
  readonly custom?:
    | {
        readonly minimum: bigint | null;
        readonly maximum: bigint | null;
        readonly preset: bigint | null;
      }
    | undefined;
  readonly active?: boolean | undefined;
  readonly nickname?: string | undefined;
  readonly lookupKey?: string | undefined;
  /** Takes the lookup key from the price that has it. */
  readonly transferLookupKey?: boolean | undefined;
  readonly metadata?: Record<string, string> | undefined;
}

/** Throws ParamError. */
export async function createPrice(
  context: AppContext,
  tx: Db,
  owner: Owner,
  asked: NewPrice,
): Promise<PriceRow> {
  const product = await findProduct(tx, owner, asked.product.id);
  if (product === null) throw noSuch('product', asked.product.id, 'product');
  const lookupKey = asked.lookupKey ?? null;
  if (lookupKey !== null) await freeLookupKey(tx, owner, lookupKey, asked.transferLookupKey);
  const row: PriceRow = {
    id: newId('price'),
    merchantId: owner.merchantId,
    livemode: owner.livemode,
    productId: product.id as ProductId, // its own
    active: asked.active ?? true,
    currency: asked.currency,
    ...amountOf(asked),
    nickname: asked.nickname ?? null,
    lookupKey,
    metadata: asked.metadata ?? {},
    createdAt: context.clock.now(),
  };
  await insertPrice(tx, row);
  return row;
}

type Amount = Pick<PriceRow, 'unitAmount' | 'customMinimum' | 'customMaximum' | 'customPreset'>;

function amountOf({ unitAmount, custom, currency }: NewPrice): Amount {
  if ((unitAmount === undefined) === (custom === undefined)) {
    throw new ParamError(
      'unit_amount',
      'Send unit_amount, or custom_unit_amount with enabled, and not both.',
    );
  }
  if (custom === undefined) {
    return {
      unitAmount: unitAmount ?? null,
      customMinimum: null,
      customMaximum: null,
      customPreset: null,
    };
  }
  // The least that makes sense to anybody is one dollar, one yen.
  const minimum = custom.minimum ?? 10n ** BigInt(minorUnitDigits(currency));
  const maximum = custom.maximum ?? MAX_AMOUNT_MINOR;
  if (minimum > maximum) {
    throw new ParamError('custom_unit_amount[minimum]', 'The minimum is more than the maximum.');
  }
  const { preset } = custom;
  if (preset !== null && (preset < minimum || preset > maximum)) {
    throw new ParamError(
      'custom_unit_amount[preset]',
      'The preset must be from the minimum to the maximum.',
    );
  }
  return {
    unitAmount: null,
    customMinimum: minimum,
    customMaximum: maximum,
    customPreset: preset,
  };
}

async function freeLookupKey(
  tx: Db,
  owner: Owner,
  lookupKey: string,
  transfer: boolean = false,
): Promise<void> {
  const holder = await findPriceByLookupKey(tx, owner, lookupKey);
  if (holder === null) return;
  if (!transfer) {
    throw new ParamError(
      'lookup_key',
      `The price ${holder.id} has this lookup_key. Send transfer_lookup_key to take it over.`,
    );
  }
  await updatePrice(tx, holder.id, { lookupKey: null });
}

export interface PriceChange {
  readonly active?: boolean | undefined;
  readonly nickname?: string | undefined;
  readonly lookupKey?: string | undefined;
  readonly transferLookupKey?: boolean | undefined;
  readonly metadata?: Record<string, string> | undefined;
}

/** What a price costs never changes: another amount is another price. Null: there is none. Throws ParamError. */
export async function changePrice(
  tx: Db,
  owner: Owner,
  asked: PriceChange & { id: string },
): Promise<PriceRow | null> {
  const row = await findPrice(tx, owner, asked.id);
  if (row === null) return null;
  if (asked.lookupKey !== undefined && asked.lookupKey !== row.lookupKey) {
    await freeLookupKey(tx, owner, asked.lookupKey, asked.transferLookupKey);
  }
  const change = {
    active: asked.active ?? row.active,
    nickname: asked.nickname ?? row.nickname,
    lookupKey: asked.lookupKey ?? row.lookupKey,
    metadata: { ...row.metadata, ...asked.metadata },
  };
  await updatePrice(tx, row.id, change);
  return { ...row, ...change };
}

export function retrievePrice(tx: Db, owner: Owner, id: string): Promise<PriceRow | null> {
  return findPrice(tx, owner, id);
}

/** Null: the cursor is none of them. */
export async function pageOfPrices(
  tx: Db,
  owner: Owner,
  asked: PriceFilter & { page: PageRequest },
): Promise<Page<PriceRow> | null> {
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findPrice(tx, owner, id);
  if (id !== null && cursor === null) return null;
  return toPage(await listPrices(tx, owner, { ...asked, cursor }), asked.page);
}

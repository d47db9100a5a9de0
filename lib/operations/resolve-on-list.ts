import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { findCustomer } from '#lib/db/stores/customer-store.ts';
import { findPricedProduct } from '#lib/db/stores/price-store.ts';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { CustomerId } from '#lib/domain/ids.ts';
import { priceObject } from './catalogue-objects.ts';
import { ParamError, noSuch } from './param-error.ts';

/** What a caller asks for, as the wire says it. */
interface Asked {
  readonly line_items?: readonly {
    readonly price?: string;
    readonly price_data?: {
      readonly currency: CurrencyCode;
      readonly unit_amount: number;
      readonly product_data: { readonly name: string; readonly description?: string };
    };
    readonly quantity: number;
  }[];
  readonly customer?: string;
  readonly customer_creation?: 'always' | 'if_required';
  readonly customer_email?: string;
}

export interface PricedItem {
  readonly name: string;
  readonly description: string | null;
  readonly currency: CurrencyCode;
  readonly unitAmount: bigint;
  readonly quantity: number;
  /** The price of the merchant's list, on the wire, as it is now. */
  readonly price: object | null;
}

export interface SessionCustomer {
  readonly id: CustomerId;
  readonly email: string | null;
}

/** Looks up what a session names of the merchant's lists: prices, and who buys. Throws ParamError. */
export async function resolveOnList(
  tx: Db,
  owner: Owner,
  asked: Asked,
): Promise<{ items: readonly PricedItem[]; customer: SessionCustomer | null }> {
  const items: PricedItem[] = [];
  for (const [index, item] of (asked.line_items ?? []).entries()) {
    items.push(await pricedItem(tx, owner, item, `line_items[${index}]`));
  }
  return { items, customer: await customerOf(tx, owner, asked) };
}

async function pricedItem(
  tx: Db,
  owner: Owner,
  item: NonNullable<Asked['line_items']>[number],
  param: string,
): Promise<PricedItem> {
  const { price: id, price_data: own, quantity } = item;
  if (own !== undefined && id === undefined) {
    return {
      name: own.product_data.name,
      description: own.product_data.description ?? null,
      currency: own.currency,
      unitAmount: BigInt(own.unit_amount),
      quantity,
      price: null,
    };
  }
  if (id === undefined) {
    throw new ParamError(
      `${param}[price_data]`,
      `Missing required param: ${param}[price_data].`,
      'parameter_missing',
    );
  }
  if (own !== undefined) {
    throw new ParamError(`${param}[price]`, 'Send price or price_data, and not both.');
  }
  const found = await findPricedProduct(tx, owner, id);
  if (found === null) throw noSuch('price', id, `${param}[price]`);
  const { price, product } = found;
  if (!price.active) throw new ParamError(`${param}[price]`, 'This price is not active.');
  if (price.unitAmount === null) {
    throw new ParamError(
      `${param}[price]`,
      'The payer chooses the amount of this price, which only payment links ask for.',
    );
  }
  return {
    name: product.name,
    description: product.description,
    currency: price.currency,
    unitAmount: price.unitAmount,
    quantity,
    price: priceObject(price),
  };
}

async function customerOf(tx: Db, owner: Owner, asked: Asked): Promise<SessionCustomer | null> {
  if (asked.customer === undefined) return null;
  if (asked.customer_email !== undefined) {
    throw new ParamError('customer', 'Send customer or customer_email, and not both.');
  }
  if (asked.customer_creation !== undefined) {
    throw new ParamError('customer_creation', 'Send customer or customer_creation, and not both.');
  }
  const found = await findCustomer(tx, owner, asked.customer);
  if (found === null || found.deletedAt !== null) {
    throw noSuch('customer', asked.customer, 'customer');
  }
  return { id: found.id, email: found.email };
}

import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import {
  type LinkItem,
  type PaymentLinkItemRow,
  type PaymentLinkRow,
  insertPaymentLink,
  listLinkItems,
} from '#lib/db/stores/payment-link-store.ts';
import { type PriceRow, findPrice } from '#lib/db/stores/price-store.ts';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { CustomField } from '#lib/domain/custom-field.ts';
import type { PaymentLinkId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { newId, randomBase62 } from '#lib/platform/ids.ts';
import type { AppContext } from './context.ts';
import { requirePayable } from './session-methods.ts';
import { totalOf } from './session-params.ts';
import { createPrice } from './manage-prices.ts';
import { createProduct } from './manage-products.ts';
import { ParamError, noSuch } from './param-error.ts';
import { requireReturnOrigins } from './settings/merchant-origins.ts';
import { emitLinkEvent } from './payment-link-events.ts';

/** What a link sells: a price of the list, or one of its own. */
export interface NewLinkItem {
  readonly price:
    | { readonly id: string }
    | {
        readonly currency: CurrencyCode;
        readonly unitAmount: bigint;
        readonly product: { readonly id: string } | { readonly name: string; description?: string };
      };
  readonly quantity: number;
  /** The shopper can choose how many; bounds left out are Stripe's: none to 99. */
  readonly adjustable: { readonly minimum: number | null; readonly maximum: number | null } | null;
}

/** What of a link can be changed later. */
export interface LinkSettings {
  readonly active: boolean;
  readonly metadata: Record<string, string>;
  readonly submitType: string | null;
  readonly redirectUrl: string | null;
  readonly confirmationMessage: string | null;
  readonly completedLimit: number | null;
  readonly inactiveMessage: string | null;
  readonly customFields: readonly CustomField[];
  readonly allowedMethods: readonly MethodId[] | null;
  readonly captureMethod: 'automatic' | 'manual';
  readonly paymentDescription: string | null;
  readonly paymentMetadata: Record<string, string>;
  readonly expiresAt: Date | null;
}

/** A link that is told nothing. */
export const PLAIN_LINK: LinkSettings = {
  active: true,
  metadata: {},
  submitType: null,
  redirectUrl: null,
  confirmationMessage: null,
  completedLimit: null,
  inactiveMessage: null,
  customFields: [],
  allowedMethods: null,
  captureMethod: 'automatic',
  paymentDescription: null,
  paymentMetadata: {},
  expiresAt: null,
};

const DEFAULT_MAXIMUM = 99;
/** 71 bits: not to be guessed, and short enough for a code that is read from across a counter. */
const CODE_LENGTH = 12;

/** Makes a link and tells the merchant. Throws ParamError, and SessionParamError where nobody could pay it. */
export async function createPaymentLink(
  context: AppContext,
  tx: Db,
  owner: Owner,
  asked: { currency: CurrencyCode | null; items: readonly NewLinkItem[]; settings: LinkSettings },
): Promise<{ link: PaymentLinkRow; items: readonly LinkItem[] }> {
  const now = context.clock.now();
  const prices: PriceRow[] = [];
  for (const [index, item] of asked.items.entries()) {
    prices.push(await priceOf(context, tx, owner, item, `line_items[${index}]`));
  }
  const currency = oneCurrency(prices, asked.currency);
  requireOneChoice(asked.items, prices);
  requireFuture(asked.settings.expiresAt, now);
  await requireRedirect(tx, owner, asked.settings.redirectUrl);

  const { allowedMethods, customFields } = asked.settings;
  const link: PaymentLinkRow = {
    ...asked.settings,
    id: newId('payment_link'),
    merchantId: owner.merchantId,
    livemode: owner.livemode,
    code: randomBase62(CODE_LENGTH),
    currency,
    customFields: [...customFields],
    allowedMethods: allowedMethods === null ? null : [...allowedMethods],
    createdAt: now,
    updatedAt: now,
  };
  const rows = asked.items.map((item, position) =>
    itemRow(link.id, { item, position, alone: asked.items.length === 1, price: prices[position] }),
  );
  await requirePayableLink(tx, link, rows, prices);
  await insertPaymentLink(tx, { link, items: rows });
  await emitLinkEvent(context, tx, 'payment_link.created', link);
  return { link, items: await listLinkItems(tx, link.id) };
}

async function priceOf(
  context: AppContext,
  tx: Db,
  owner: Owner,
  item: NewLinkItem,
  param: string,
): Promise<PriceRow> {
  const { price } = item;
  if ('id' in price) {
    const found = await findPrice(tx, owner, price.id);
    if (found === null) throw noSuch('price', price.id, `${param}[price]`);
    if (!found.active) throw new ParamError(`${param}[price]`, 'This price is not active.');
    return found;
  }
  // Of its own: neither is on the merchant's list of things to sell.
  const { product } = price;
  const productId =
    'id' in product
      ? product.id
      : (await createProduct(context, tx, owner, { ...product, active: false })).id;
  return createPrice(context, tx, owner, {
    product: { id: productId },
    currency: price.currency,
    unitAmount: price.unitAmount,
    active: false,
  });
}

function oneCurrency(prices: readonly PriceRow[], asked: CurrencyCode | null): CurrencyCode {
  const currency = asked ?? prices[0]?.currency;
  if (currency === undefined) throw new ParamError('line_items', 'A link sells one thing or more.');
  const odd = prices.findIndex((price) => price.currency !== currency);
  if (odd !== -1) {
    throw new ParamError(
      `line_items[${odd}]`,
      `All line items must be in one currency, here ${currency.toLowerCase()}.`,
    );
  }
  return currency;
}

/** Stripe's rule: an amount that the payer chooses stands alone, once. */
function requireOneChoice(items: readonly NewLinkItem[], prices: readonly PriceRow[]): void {
  const chosen = prices.findIndex(({ unitAmount }) => unitAmount === null);
  if (chosen === -1) return;
  const item = items[chosen];
  if (items.length > 1 || item?.quantity !== 1 || item.adjustable !== null) {
    throw new ParamError(
      `line_items[${chosen}]`,
      'A price whose amount the payer chooses must be the only line item, with the quantity 1.',
    );
  }
}

export function requireFuture(expiresAt: Date | null, now: Date): void {
  if (expiresAt === null || expiresAt > now) return;
  throw new ParamError('praya[expires_at]', 'The link would be over already: send a later time.');
}

function itemRow(
  linkId: PaymentLinkId,
  facts: { item: NewLinkItem; position: number; alone: boolean; price: PriceRow | undefined },
): PaymentLinkItemRow {
  const { item, position, price } = facts;
  if (price === undefined) throw new Error('Every item of a link has a price.');
  return {
    id: newId('line_item'),
    linkId,
    position,
    priceId: price.id,
    quantity: item.quantity,
    ...quantityBounds(item, { position, alone: facts.alone }),
  };
}

/** Throws ParamError. */
export function quantityBounds(
  item: Pick<NewLinkItem, 'quantity' | 'adjustable'>,
  { position, alone }: { position: number; alone: boolean },
): Pick<PaymentLinkItemRow, 'quantityMinimum' | 'quantityMaximum'> {
  const { adjustable, quantity } = item;
  if (adjustable === null) return { quantityMinimum: null, quantityMaximum: null };
  const minimum = Math.max(adjustable.minimum ?? 0, alone ? 1 : 0);
  const maximum = adjustable.maximum ?? DEFAULT_MAXIMUM;
  if (quantity < minimum || quantity > maximum) {
    throw new ParamError(
      `line_items[${position}][quantity]`,
      `The quantity must be from ${minimum} to ${maximum}, as adjustable_quantity says.`,
    );
  }
  return { quantityMinimum: minimum, quantityMaximum: maximum };
}

/** A link that nobody could pay as it stands is refused here rather than printed on a poster. */
async function requirePayableLink(
  tx: Db,
  link: PaymentLinkRow,
  items: readonly PaymentLinkItemRow[],
  prices: readonly PriceRow[],
): Promise<void> {
  const lineItems = items.map((item, index) => {
    const price = prices[index];
    return {
      name: '',
      description: null,
      unitAmount: price?.unitAmount ?? price?.customPreset ?? price?.customMinimum ?? 0n,
      quantity: item.quantity,
    };
  });
  await requirePayable(tx, {
    merchantId: link.merchantId,
    livemode: link.livemode,
    total: totalOf({ currency: link.currency, lineItems }),
    params: {
      currency: link.currency,
      allowedMethods: link.allowedMethods,
      captureMethod: link.captureMethod,
    },
  });
}

/** A link's shoppers are sent where the merchant's pages may lead. Throws ParamError. */
export async function requireRedirect(
  tx: Db,
  owner: Owner,
  redirectUrl: string | null | undefined,
): Promise<void> {
  await requireReturnOrigins(tx, owner, { 'after_completion[redirect][url]': redirectUrl });
}

import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import {
  type LinkItem,
  type PaymentLinkRow,
  countCompleted,
  findPaymentLink,
  listLinkItems,
  listPaymentLinks,
  lockPaymentLink,
  updateLinkItem,
  updatePaymentLink,
} from '#lib/db/stores/payment-link-store.ts';
import { type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import type { AppContext } from './context.ts';
import {
  type LinkSettings,
  quantityBounds,
  requireFuture,
  requireRedirect,
} from './create-payment-link.ts';
import { ParamError, noSuch } from './param-error.ts';
import { emitLinkEvent } from './payment-link-events.ts';

/** A link, with how many of its sessions are paid and what it sells. */
export interface LinkReport {
  readonly link: PaymentLinkRow;
  readonly completed: number;
  readonly items: readonly LinkItem[];
}

/** Null: there is no such link. */
export async function retrievePaymentLink(
  tx: Db,
  owner: Owner,
  id: string,
): Promise<LinkReport | null> {
  const link = await findPaymentLink(tx, owner, id);
  return link === null ? null : report(tx, link);
}

async function report(tx: Db, link: PaymentLinkRow): Promise<LinkReport> {
  const completed = (await countCompleted(tx, [link.id])).get(link.id) ?? 0;
  return { link, completed, items: await listLinkItems(tx, link.id) };
}

export interface LinkChange {
  readonly settings: Omit<Partial<LinkSettings>, 'metadata' | 'paymentMetadata'>;
  /** The notes on the link and on its payments as they are to be; left out, they stay. */
  readonly metadata?: (
    before: Pick<LinkSettings, 'metadata' | 'paymentMetadata'>,
  ) => Pick<LinkSettings, 'metadata' | 'paymentMetadata'>;
  readonly items: readonly {
    readonly id: string;
    readonly quantity: number | null;
    /** Undefined leaves it as it is; null: the quantity is fixed. */
    readonly adjustable:
      | { readonly minimum: number | null; readonly maximum: number | null }
      | null
      | undefined;
  }[];
}

/**
 * Changes a link and tells the merchant. Sessions it opened before stay as they are. A lower limit than is
 * paid already closes the link. Null: there is no such link. Throws ParamError.
 */
export async function changePaymentLink(
  context: AppContext,
  tx: Db,
  owner: Owner,
  asked: LinkChange & { id: string },
): Promise<LinkReport | null> {
  const found = await findPaymentLink(tx, owner, asked.id);
  // Under the lock: a place that is being given away is given by the old limit or by the new one.
  const link = found === null ? null : await lockPaymentLink(tx, found.id);
  if (link === null) return null;
  const now = context.clock.now();
  if (asked.settings.expiresAt !== undefined) requireFuture(asked.settings.expiresAt, now);
  await requireRedirect(tx, owner, asked.settings.redirectUrl);
  const { captureMethod } = asked.settings;
  if (captureMethod !== undefined && captureMethod !== link.captureMethod) {
    throw new ParamError(
      'payment_intent_data[capture_method]',
      'It is set when the link is made, and cannot be changed.',
    );
  }
  await changeItems(tx, link, asked.items);
  const { customFields, allowedMethods, ...rest } = asked.settings;
  const change = {
    ...rest,
    ...asked.metadata?.(link),
    ...(customFields === undefined ? {} : { customFields: [...customFields] }),
    ...(allowedMethods === undefined
      ? {}
      : { allowedMethods: allowedMethods === null ? null : [...allowedMethods] }),
    updatedAt: now,
  };
  await updatePaymentLink(tx, link.id, change);
  const changed = { ...link, ...change };
  await emitLinkEvent(context, tx, 'payment_link.updated', changed);
  return report(tx, changed);
}

async function changeItems(
  tx: Db,
  link: PaymentLinkRow,
  changes: LinkChange['items'],
): Promise<void> {
  if (changes.length === 0) return;
  const items = await listLinkItems(tx, link.id);
  for (const [index, change] of changes.entries()) {
    const item = items.find((one) => one.item.id === change.id)?.item;
    if (item === undefined) throw noSuch('line_item', change.id, `line_items[${index}][id]`);
    const quantity = change.quantity ?? item.quantity;
    const current =
      item.quantityMinimum === null
        ? null
        : { minimum: item.quantityMinimum, maximum: item.quantityMaximum };
    const adjustable = change.adjustable === undefined ? current : change.adjustable;
    const bounds = quantityBounds(
      { quantity, adjustable },
      { position: index, alone: items.length === 1 },
    );
    await updateLinkItem(tx, item.id, { quantity, ...bounds });
  }
}

/** Null: the cursor is none of them. */
export async function pageOfPaymentLinks(
  tx: Db,
  owner: Owner,
  asked: { active: boolean | null; page: PageRequest },
): Promise<Page<Omit<LinkReport, 'items'>> | null> {
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findPaymentLink(tx, owner, id);
  if (id !== null && cursor === null) return null;
  const { items, hasMore } = toPage(
    await listPaymentLinks(tx, owner, { ...asked, cursor }),
    asked.page,
  );
  const completed = await countCompleted(
    tx,
    items.map((link) => link.id),
  );
  return {
    items: items.map((link) => ({ link, completed: completed.get(link.id) ?? 0 })),
    hasMore,
  };
}

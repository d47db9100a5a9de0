import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import {
  type LinkEarnings,
  type LinkItem,
  type PaymentLinkRow,
  findPaymentLink,
  lockPaymentLink,
  listLinkItems,
  sumLinkEarnings,
} from '#lib/db/stores/payment-link-store.ts';
import type { PaymentLinkId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import { PLAIN_LINK, createPaymentLink } from '../create-payment-link.ts';
import { changePaymentLink, pageOfPaymentLinks } from '../manage-payment-links.ts';
import { createPrice } from '../manage-prices.ts';
import { createProduct } from '../manage-products.ts';
import { auditOf } from '../operators/acting.ts';
import type { AllowedOperator } from '../operators/check-operator.ts';
import type { OperatorRequest } from '../operators/operator-request.ts';
import { writeAudit } from '../operators/write-audit.ts';
import { ParamError } from '../param-error.ts';
import { SessionParamError } from '../session-params.ts';
import { LinkFormError, type NewLinkForm, readNewLink, readSettings } from './link-form.ts';

const PAGE_LINKS = 25;

/** A link as the people who run the shop see it. */
export interface MerchantLink {
  readonly link: PaymentLinkRow;
  readonly items: readonly LinkItem[];
  readonly earnings: LinkEarnings;
}

/** A page of a shop's links, the newest first. Null: there is no link by the name of the cursor. */
export async function listMerchantLinks(
  context: AppContext,
  owner: Owner,
  asked: { active: boolean | null; after: string | null },
): Promise<{ links: readonly MerchantLink[]; hasMore: boolean } | null> {
  const { db } = context.database;
  const page = { limit: PAGE_LINKS, startingAfter: asked.after, endingBefore: null };
  const found = await pageOfPaymentLinks(db, owner, { active: asked.active, page });
  if (found === null) return null;
  const earnings = await sumLinkEarnings(
    db,
    found.items.map(({ link }) => link.id),
  );
  const links = await Promise.all(
    found.items.map(async ({ link }) => ({
      link,
      items: await listLinkItems(db, link.id),
      earnings: earnings.get(link.id) ?? NOTHING,
    })),
  );
  return { links, hasMore: found.hasMore };
}

const NOTHING: LinkEarnings = { payments: 0, captured: 0n, refunded: 0n };

/** Null: the shop has no such link. */
export async function readMerchantLink(
  context: AppContext,
  owner: Owner,
  id: string,
): Promise<MerchantLink | null> {
  const { db } = context.database;
  const link = await findPaymentLink(db, owner, id);
  if (link === null) return null;
  const [items, earnings] = await Promise.all([
    listLinkItems(db, link.id),
    sumLinkEarnings(db, [link.id]),
  ]);
  return { link, items, earnings: earnings.get(link.id) ?? NOTHING };
}

/** `refused`: what was typed is well formed, and no link can be made of it; the sentence says why. */
export type LinkAnswer =
  | { readonly kind: 'done'; readonly id: PaymentLinkId }
  | { readonly kind: 'wrong'; readonly field: LinkFormError['field'] }
  | { readonly kind: 'refused'; readonly param: string; readonly message: string }
  | { readonly kind: 'stale' }
  | { readonly kind: 'not_found' };

/** Makes a link of what was typed. */
export async function makeMerchantLink(
  context: AppContext,
  asking: AllowedOperator,
  input: { owner: Owner; form: NewLinkForm; request: OperatorRequest },
): Promise<LinkAnswer> {
  const { owner, form } = input;
  return answering(async () => {
    const { item, price } = readNewLink(form);
    const settings = { ...PLAIN_LINK, ...readSettings(form) };
    return context.database.db.transaction(async (tx) => {
      const priced =
        price.kind === 'fixed'
          ? {
              currency: 'HKD' as const,
              unitAmount: price.unitAmount,
              product: withoutNull(item),
            }
          : await chosenPrice(context, tx, owner, { item, price });
      const mostPieces = price.kind === 'fixed' ? price.mostPieces : null;
      const { link } = await createPaymentLink(context, tx, owner, {
        currency: null,
        items: [
          {
            price: priced,
            quantity: 1,
            adjustable: mostPieces === null ? null : { minimum: 1, maximum: mostPieces },
          },
        ],
        settings,
      });
      await audit(context, tx, asking, { ...input, action: 'link.created', subject: item.name });
      return { kind: 'done', id: link.id };
    });
  });
}

/** An amount that the payer chooses stands on the merchant's list, of which the link sells it. */
async function chosenPrice(
  context: AppContext,
  tx: Db,
  owner: Owner,
  facts: {
    item: { name: string; description: string | null };
    price: { minimum: bigint | null; maximum: bigint | null };
  },
): Promise<{ id: string }> {
  const product = await createProduct(context, tx, owner, withoutNull(facts.item));
  const custom = { ...facts.price, preset: null };
  return createPrice(context, tx, owner, { product, currency: 'HKD', custom });
}

/** Changes what of a link can be changed. `seen`: its `updated_at` when the form was drawn, in milliseconds. */
export async function changeMerchantLink(
  context: AppContext,
  asking: AllowedOperator,
  input: {
    owner: Owner;
    id: string;
    seen: number;
    form: Parameters<typeof readSettings>[0];
    request: OperatorRequest;
  },
): Promise<LinkAnswer> {
  return answering(async () => {
    const { expiresAt, ...settings } = readSettings(input.form);
    return change(context, asking, input, (link) => ({
      ...settings,
      // One that is over already is not refused for staying so.
      ...(expiresAt?.getTime() === link.expiresAt?.getTime() ? {} : { expiresAt }),
      // Questions that the API asked in its own way stay as they are, as long as their labels do.
      customFields: keptQuestions(link, settings.customFields),
    }));
  });
}

/** Switches a link off, with what its visitors are told, or on again. */
export async function switchMerchantLink(
  context: AppContext,
  asking: AllowedOperator,
  input: {
    owner: Owner;
    id: string;
    seen: number;
    active: boolean;
    closedNote: string | null;
    request: OperatorRequest;
  },
): Promise<LinkAnswer> {
  const { active, closedNote } = input;
  return answering(() =>
    change(context, asking, input, () =>
      active ? { active } : { active, inactiveMessage: closedNote },
    ),
  );
}

function keptQuestions(
  link: PaymentLinkRow,
  asked: ReturnType<typeof readSettings>['customFields'],
): PaymentLinkRow['customFields'] {
  return asked.map(
    (field) =>
      link.customFields.find(
        ({ label, optional }) => label === field.label && optional === field.optional,
      ) ?? field,
  );
}

async function change(
  context: AppContext,
  asking: AllowedOperator,
  input: { owner: Owner; id: string; seen: number; request: OperatorRequest },
  settings: (link: PaymentLinkRow) => Parameters<typeof changePaymentLink>[3]['settings'],
): Promise<LinkAnswer> {
  const { owner, id, seen } = input;
  return context.database.db.transaction(async (tx): Promise<LinkAnswer> => {
    const found = await findPaymentLink(tx, owner, id);
    const link = found === null ? null : await lockPaymentLink(tx, found.id);
    if (link === null) return { kind: 'not_found' };
    if (link.updatedAt.getTime() !== seen) return { kind: 'stale' };
    const asked = { id, settings: settings(link), items: [] };
    const changed = await changePaymentLink(context, tx, owner, asked);
    if (changed === null) return { kind: 'not_found' };
    const subject = changed.items[0]?.product.name ?? link.id;
    await audit(context, tx, asking, {
      ...input,
      action: 'link.changed',
      subject,
      ...(changed.link.active === link.active ? {} : { after: { active: changed.link.active } }),
    });
    return { kind: 'done', id: link.id };
  });
}

async function answering(work: () => Promise<LinkAnswer>): Promise<LinkAnswer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LinkFormError) return { kind: 'wrong', field: error.field };
    if (error instanceof ParamError) {
      return { kind: 'refused', param: error.param, message: error.message };
    }
    if (error instanceof SessionParamError) {
      return { kind: 'refused', param: error.field, message: error.message };
    }
    throw error;
  }
}

function audit(
  context: AppContext,
  tx: Db,
  asking: AllowedOperator,
  facts: {
    owner: Owner;
    request: OperatorRequest;
    action: 'link.created' | 'link.changed';
    subject: string;
    after?: { active: boolean };
  },
): Promise<void> {
  const { request, action, subject, after } = facts;
  return writeAudit(context, tx, {
    ...auditOf({ asking, request }),
    action,
    subject,
    after: { ...after, mode: facts.owner.livemode ? 'live' : 'test' },
  });
}

function withoutNull(item: { name: string; description: string | null }) {
  const { name, description } = item;
  return description === null ? { name } : { name, description };
}

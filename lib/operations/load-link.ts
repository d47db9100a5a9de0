import {
  type LinkItem,
  type PaymentLinkRow,
  countPlacesTaken,
  findLinkByCode,
  isLinkCode,
  listLinkItems,
} from '#lib/db/stores/payment-link-store.ts';
import type { MerchantRow } from '#lib/db/stores/merchant-store.ts';
import type { Db } from '#lib/db/client.ts';
import { LINK_CODE, type LinkStanding, linkStanding } from '#lib/domain/payment-link.ts';
import { CHECKING_AFTER_EXPIRY_MS } from '#lib/domain/session-recovery.ts';
import type { AppContext } from './context.ts';

/** What a link's page is made of. */
export interface LinkFacts {
  readonly link: PaymentLinkRow;
  readonly merchant: MerchantRow;
  readonly items: readonly LinkItem[];
  readonly standing: LinkStanding;
}

/** Null when there is no such link. */
export async function loadLink(context: AppContext, code: string): Promise<LinkFacts | null> {
  if (!LINK_CODE.test(code)) return null;
  const { db } = context.database;
  const found = await findLinkByCode(db, code);
  if (found === null) return null;
  const items = await listLinkItems(db, found.link.id);
  return { ...found, items, standing: await standingOf(context, db, found.link) };
}

/** How a link stands. Its word counts only under the link's lock; before, it is for showing. */
export async function standingOf(
  context: AppContext,
  tx: Db,
  link: PaymentLinkRow,
): Promise<LinkStanding> {
  const now = context.clock.now();
  const expiredSince = new Date(now.getTime() - CHECKING_AFTER_EXPIRY_MS);
  const taken =
    link.completedLimit === null
      ? { complete: 0, held: 0 }
      : await countPlacesTaken(tx, link.id, expiredSince);
  return linkStanding(link, taken, now);
}

export async function isLink(context: AppContext, code: string): Promise<boolean> {
  return LINK_CODE.test(code) && isLinkCode(context.database.db, code);
}

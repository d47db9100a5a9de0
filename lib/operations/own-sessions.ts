import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import {
  type PaymentRows,
  findPaymentOfSession,
  readPaymentsOf,
} from '#lib/db/stores/payment-store.ts';
import {
  type SessionFilter,
  listLineItemsOf,
  listSessions,
  updateSessionMetadata,
} from '#lib/db/stores/session-list-store.ts';
import { type LineItemRow, listLineItems, lockSession } from '#lib/db/stores/session-store.ts';
import { together } from '#lib/db/together.ts';
import { type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import type { AppContext } from './context.ts';
import { type WrittenObject, expandObject } from './expand-object.ts';
import { expireSessionWithin } from './expire-sessions.ts';
import { isSessionId, retrieveCheckoutSession } from './retrieve-checkout-session.ts';
import { sessionObject } from './session-object.ts';

/** A session with what is bought in it and how far its payment is. */
export interface OwnSession {
  readonly payment: PaymentRows;
  readonly lineItems: readonly LineItemRow[];
}

/** A session as the merchant API writes it, with what `expand` names in full. */
export function writeSession(
  context: AppContext,
  { payment, lineItems }: OwnSession,
  expand: readonly string[] = [],
): WrittenObject {
  const session = sessionObject({
    session: payment.session,
    intent: payment.intent,
    lineItems,
    publicOrigin: context.env.PUBLIC_ORIGIN,
    expand: new Set(expand.includes('line_items') ? ['line_items'] : []),
  });
  return expandObject(context, payment, session, expand);
}

/** Null: the merchant has no such session in this mode. */
export async function retrieveSession(
  tx: Db,
  owner: Owner,
  id: string,
): Promise<OwnSession | null> {
  if (!isSessionId(id)) return null;
  const [payment, lineItems] = await together(findPaymentOfSession(tx, id), listLineItems(tx, id));
  if (payment?.session.hasPage !== true) return null;
  if (payment.session.merchantId !== owner.merchantId) return null;
  return payment.session.livemode === owner.livemode ? { payment, lineItems } : null;
}

/** As `retrieveSession`, of several; null: the cursor is none of them. */
export async function listOwnSessions(
  tx: Db,
  owner: Owner,
  asked: SessionFilter & { page: PageRequest },
): Promise<Page<OwnSession> | null> {
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await retrieveCheckoutSession({ ...owner, id, tx });
  if (id !== null && cursor === null) return null;
  const rows = await listSessions(tx, owner, { ...asked, cursor: cursor?.session ?? null });
  const { hasMore, items } = toPage(rows, asked.page);
  const ids = items.map(({ session }) => session.id);
  const [payments, lineItems] = await together(readPaymentsOf(tx, items), listLineItemsOf(tx, ids));
  const bySession = new Map<string, LineItemRow[]>(ids.map((sessionId) => [sessionId, []]));
  for (const item of lineItems) bySession.get(item.sessionId)?.push(item);
  return {
    hasMore,
    items: payments.map((payment) => ({
      payment,
      lineItems: bySession.get(payment.session.id) ?? [],
    })),
  };
}

/** Changes the merchant's notes on a session, whatever its state. */
export async function updateOwnSession(
  tx: Db,
  owner: Owner,
  id: string,
  change: (before: Readonly<Record<string, string>>) => Record<string, string>,
): Promise<OwnSession | null> {
  const found = await retrieveCheckoutSession({ ...owner, id, tx });
  if (found === null) return null;
  const session = await lockSession(tx, found.session.id);
  await updateSessionMetadata(tx, found.session.id, change(session?.metadata ?? {}));
  return retrieveSession(tx, owner, id);
}

export type ExpiryRefusal = Exclude<Awaited<ReturnType<typeof expireSessionWithin>>, 'expired'>;

/** Ends a session before its time; what is open of it is called off as at its expiry. */
export async function expireOwnSession(
  context: AppContext,
  tx: Db,
  owner: Owner,
  id: string,
): Promise<OwnSession | ExpiryRefusal | null> {
  const found = await retrieveCheckoutSession({ ...owner, id, tx });
  if (found === null) return null;
  const result = await expireSessionWithin(context, tx, found.session.id);
  return result === 'expired' ? retrieveSession(tx, owner, id) : result;
}

import { type SQL, and, asc, eq, gte, lt, sql } from 'drizzle-orm';
import type { SessionStatus } from '#lib/domain/checkout-session.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { pageQuery } from '../cursor-page.ts';
import { checkoutSession, lineItem } from '../schema/checkout-session.ts';
import { paymentIntent } from '../schema/payment.ts';
import { type Given, statement } from '../statement.ts';
import type { Owner } from './bank-transfer-store.ts';
import type { IntentRow, LineItemRow, SessionRow } from './session-store.ts';

export interface SessionFilter {
  readonly created: CreatedRange;
  readonly customerEmail: string | null;
  /** Ids as the caller named them: looked up, not trusted. */
  readonly customerId: string | null;
  readonly intentId: string | null;
  readonly paymentLinkId: string | null;
  readonly status: SessionStatus | null;
}

/** A merchant's sessions, the newest first, each with its intent, and one more than the page holds. */
export async function listSessions(
  db: Db,
  owner: Owner,
  asked: SessionFilter & { page: PageRequest; cursor: SessionRow | null },
): Promise<readonly { readonly session: SessionRow; readonly intent: IntentRow }[]> {
  const { created, page, cursor, ...filter } = asked;
  const values = {
    ...filter,
    ...owner,
    from: created.from,
    before: created.before,
    cursorAt: cursor?.createdAt.toISOString() ?? null,
    cursorId: cursor?.id ?? null,
    limit: page.limit + 1,
  };
  const given = OPTIONAL.filter((name) => values[name] !== null);
  const shape = [page.endingBefore === null ? 'onwards' : 'backwards', ...given].join();
  const list = byShape.get(shape) ?? listOfShape(new Set(given), page);
  byShape.set(shape, list);
  return list(db, values);
}

/** What a list may be limited by; each choice of these is a statement of its own. */
const OPTIONAL = [
  'customerEmail',
  'customerId',
  'intentId',
  'paymentLinkId',
  'status',
  'from',
  'before',
  'cursorId',
] as const;

interface ListValues extends Omit<SessionFilter, 'created'>, Owner {
  readonly from: Date | null;
  readonly before: Date | null;
  readonly cursorAt: string | null;
  readonly cursorId: string | null;
  readonly limit: number;
}

const byShape = new Map<string, ReturnType<typeof listOfShape>>();

function listOfShape(names: ReadonlySet<(typeof OPTIONAL)[number]>, page: PageRequest) {
  return statement((db, given: Given<ListValues>) => {
    const where = (name: (typeof OPTIONAL)[number], condition: SQL) =>
      names.has(name) ? condition : undefined;
    const cursor = names.has('cursorId') ? { createdAt: given.cursorAt, id: given.cursorId } : null;
    const query = pageQuery(checkoutSession, page, cursor);
    return db
      .select({ session: checkoutSession, intent: paymentIntent })
      .from(checkoutSession)
      .innerJoin(paymentIntent, eq(paymentIntent.sessionId, checkoutSession.id))
      .where(
        and(
          eq(checkoutSession.merchantId, given.merchantId),
          eq(checkoutSession.livemode, given.livemode),
          checkoutSession.hasPage,
          // What the merchant gave goes before what the shopper typed, as the session shows it.
          where(
            'customerEmail',
            sql`coalesce(${checkoutSession.customerEmail}, ${checkoutSession.collectedEmail}) = ${given.customerEmail}`,
          ),
          where('intentId', eq(paymentIntent.id, given.intentId)),
          where('customerId', eq(checkoutSession.customerId, given.customerId)),
          where('paymentLinkId', eq(checkoutSession.paymentLinkId, given.paymentLinkId)),
          where('status', eq(checkoutSession.status, given.status)),
          where('from', gte(checkoutSession.createdAt, given.from)),
          where('before', lt(checkoutSession.createdAt, given.before)),
          query.where,
        ),
      )
      .orderBy(...query.orderBy)
      .limit(given.limit);
  });
}

/** What is bought in these sessions, in the order of each. */
export async function listLineItemsOf(
  db: Db,
  sessionIds: readonly CheckoutSessionId[],
): Promise<readonly LineItemRow[]> {
  return sessionIds.length === 0 ? [] : lineItemsOf(db, { sessionIds });
}

const lineItemsOf = statement((db, given: Given<{ sessionIds: readonly CheckoutSessionId[] }>) =>
  db
    .select()
    .from(lineItem)
    .where(sql`${lineItem.sessionId} = any(${given.sessionIds}::text[])`)
    .orderBy(asc(lineItem.sessionId), asc(lineItem.position)),
);

/** Changes the merchant's notes on a session. Call it under its lock. */
export async function updateSessionMetadata(
  tx: Db,
  id: CheckoutSessionId,
  metadata: Record<string, string>,
): Promise<void> {
  await tx.update(checkoutSession).set({ metadata }).where(eq(checkoutSession.id, id));
}

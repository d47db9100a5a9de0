import {
  type Placeholder,
  and,
  count,
  desc,
  eq,
  gt,
  inArray,
  lt,
  notInArray,
  sql,
} from 'drizzle-orm';
import type { CheckoutSessionId, PaymentAttemptId, PaymentLinkId } from '#lib/domain/ids.ts';
import { METHOD_IDS, chargesCard } from '#lib/domain/method-id.ts';
import type { RequestTally } from '#lib/domain/request-limits.ts';
import type { Db } from '../client.ts';
import { attemptOrigin, sessionOpening } from '../schema/card-tries.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { paymentAttempt } from '../schema/payment.ts';
import { type Given, statement } from '../statement.ts';

/** The most rows of an address that are looked at: a flood must not make its own counting dear. */
const MAX_ROWS = 1_000;

/** The methods that charge a card have limits of their own (`card-tally-store.ts`). */
const CARD_METHODS = METHOD_IDS.filter(chargesCard);

/** Writes that a session's page was opened from an address; the first time counts. */
export async function insertOpening(
  db: Db,
  row: { address: string; sessionId: CheckoutSessionId },
): Promise<void> {
  await db
    .insert(sessionOpening)
    .values({ ...row, openedAt: sql`now()` })
    .onConflictDoNothing();
}

/**
 * Columns of a statement of another table: how many sessions an address opened in the last so many
 * seconds, by the database's clock, and how many of those are paid.
 */
export function openedSessions(db: Db, address: Placeholder, seconds: Placeholder) {
  const latest = () =>
    db
      .select({ sessionId: sessionOpening.sessionId })
      .from(sessionOpening)
      .where(and(eq(sessionOpening.address, address), gt(sessionOpening.openedAt, ago(seconds))))
      .orderBy(desc(sessionOpening.openedAt))
      .limit(MAX_ROWS)
      .as('latest');
  const opened = db.select({ n: count() }).from(latest());
  const seen = latest();
  const paid = db
    .select({ n: count() })
    .from(seen)
    .innerJoin(checkoutSession, eq(checkoutSession.id, seen.sessionId))
    .where(eq(checkoutSession.status, 'complete'));
  return { opened: sql<number>`(${opened})::int`, paid: sql<number>`(${paid})::int` };
}

/** How many open sessions of a link an address has. */
export async function countHeldByAddress(
  db: Db,
  linkId: PaymentLinkId,
  address: string,
): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(sessionOpening)
    .innerJoin(checkoutSession, eq(checkoutSession.id, sessionOpening.sessionId))
    .where(
      and(
        eq(sessionOpening.address, address),
        eq(checkoutSession.paymentLinkId, linkId),
        eq(checkoutSession.status, 'open'),
      ),
    );
  return row?.n ?? 0;
}

/** What an address began in the last `windowMs` with other methods than cards, and what it opened. */
export async function readRequests(
  db: Db,
  address: string,
  windowMs: number,
): Promise<RequestTally> {
  const [row] = await requestsOf(db, { address, seconds: windowMs / 1000 });
  if (row === undefined) throw new Error('A count without a group has one row.');
  const { opened: sessions, paidSessions, ...tally } = row;
  return { ...tally, sessions: { opened: sessions, paid: paidSessions } };
}

const requestsOf = statement((db, given: Given<{ address: string; seconds: number }>) => {
  const latest = db
    .select({ attemptId: attemptOrigin.attemptId, createdAt: attemptOrigin.createdAt })
    .from(attemptOrigin)
    .where(
      and(
        eq(attemptOrigin.address, given.address),
        gt(attemptOrigin.createdAt, ago(given.seconds)),
      ),
    )
    .orderBy(desc(attemptOrigin.createdAt))
    .limit(MAX_ROWS)
    .as('latest');
  const { opened, paid } = openedSessions(db, given.address, given.seconds);
  return db
    .select({
      begun: sql<number>`count(*)::int`,
      paid: sql<number>`(count(*) filter (where ${checkoutSession.status} = 'complete'))::int`,
      sinceLastMs: sql<
        number | null
      >`(extract(epoch from clock_timestamp() - max(${latest.createdAt})) * 1000)::float8`,
      opened,
      paidSessions: paid,
    })
    .from(latest)
    .innerJoin(paymentAttempt, eq(paymentAttempt.id, latest.attemptId))
    .innerJoin(checkoutSession, eq(checkoutSession.id, paymentAttempt.sessionId))
    .where(notInArray(paymentAttempt.method, CARD_METHODS));
});

/** Writes where an attempt came from, as a keyed hash. */
export async function insertOrigin(
  db: Db,
  row: { attemptId: PaymentAttemptId; address: string },
): Promise<void> {
  await db.insert(attemptOrigin).values({ ...row, createdAt: sql`now()` });
}

/** Deletes up to `limit` openings older than `ageMs`. */
export async function deleteOldOpenings(
  db: Db,
  { ageMs, limit }: { ageMs: number; limit: number },
): Promise<number> {
  const old = db
    .select({ ctid: sql`ctid` })
    .from(sessionOpening)
    .where(lt(sessionOpening.openedAt, ago(ageMs / 1000)))
    .limit(limit);
  const gone = await db
    .delete(sessionOpening)
    .where(inArray(sql`ctid`, old))
    .returning({ sessionId: sessionOpening.sessionId });
  return gone.length;
}

function ago(seconds: number | Placeholder) {
  return sql`now() - make_interval(secs => ${seconds})`;
}

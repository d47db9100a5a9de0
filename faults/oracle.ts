import { eq, inArray } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Db } from '#lib/db/client.ts';
import { checkoutSession } from '#lib/db/schema/checkout-session.ts';
import { capture, ledgerEntry, ledgerTransaction, refund } from '#lib/db/schema/money.ts';
import { paymentAttempt, paymentIntent } from '#lib/db/schema/payment.ts';
import { event } from '#lib/db/schema/webhook.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { isInFlight } from '#lib/domain/payment-attempt.ts';
import type { Move } from './charge-log.ts';

/** All that the database says about money, of one session or of all. */
interface Books {
  readonly sessions: readonly (typeof checkoutSession.$inferSelect)[];
  readonly intents: readonly (typeof paymentIntent.$inferSelect)[];
  readonly attempts: readonly (typeof paymentAttempt.$inferSelect)[];
  readonly captures: readonly (typeof capture.$inferSelect)[];
  readonly refunds: readonly (typeof refund.$inferSelect)[];
  readonly events: readonly (typeof event.$inferSelect)[];
  readonly entries: readonly {
    readonly externalId: string;
    readonly account: string;
    readonly amount: bigint;
    readonly currency: string;
  }[];
}

/**
 * Holds the database against the providers' own record and says everything that does not agree, in
 * words; nothing is the proof. Of one session, or of all there are.
 *
 * Every charge in the record is booked, once, for its amount; every refund too; what is kept of an
 * order is its price or nothing, of one whose money was held the one part that was taken; the merchant has
 * exactly one event of every order that was paid or held; no attempt is left undecided, no hold believed that
 * was let go; the ledger sums to zero and agrees with what the providers hold.
 */
export async function disagreements(
  db: Db,
  moves: readonly Move[],
  sessionId?: CheckoutSessionId,
): Promise<readonly string[]> {
  const books = await readBooks(db, sessionId);
  const ours = new Set<string>(books.attempts.map(({ id }) => id));
  const about = moves.filter(
    ({ reference }) => sessionId === undefined || ours.has(reference ?? ''),
  );
  return [
    ...strangers(about, ours),
    ...books.attempts.flatMap((attempt) => aboutAttempt(attempt, books, about)),
    ...books.sessions.flatMap((session) => aboutSession(session, books, about)),
    ...aboutLedger(books, about),
  ];
}

/** Money that moved for nobody: a charge without a row. */
function strangers(moves: readonly Move[], ours: ReadonlySet<string>): readonly string[] {
  return moves
    .filter(({ kind, reference }) => kind !== 'declined' && !ours.has(reference ?? ''))
    .map(({ kind, paymentId }) => `${paymentId} was ${kind} without an attempt of ours`);
}

function aboutAttempt(
  attempt: Books['attempts'][number],
  books: Books,
  moves: readonly Move[],
): readonly string[] {
  const { id, status } = attempt;
  const mine = moves.filter(({ reference }) => reference === id);
  const said = (kind: Move['kind']) =>
    amounts(mine.filter((move) => move.kind === kind).map((move) => move.amountMinor));
  const captured = books.captures.filter(({ attemptId }) => attemptId === id);
  const refunds = books.refunds.filter(({ attemptId }) => attemptId === id);
  const refunded = refunds.filter((row) => row.status === 'succeeded' || wasReturned(row, books));
  const returned = refunds.filter((row) => wasReturned(row, books));
  return [
    ...differ(`${id}: captures`, said('captured'), amounts(captured.map(({ amount }) => amount))),
    ...differ(`${id}: refunds`, said('refunded'), amounts(refunded.map(({ amount }) => amount))),
    ...differ(
      `${id}: refunds that came back`,
      said('refund_returned'),
      amounts(returned.map(({ amount }) => amount)),
    ),
    ...(isInFlight(status) ? [`${id} is left ${status}`] : []),
    ...(said('canceled') !== '' && status === 'authorized' ? [`${id} was let go and is held`] : []),
    ...(captured.length > 0 && status !== 'captured' ? [`${id} took money and is ${status}`] : []),
  ];
}

function wasReturned({ id }: Books['refunds'][number], { entries }: Books): boolean {
  return entries.some(({ externalId }) => externalId === `refund_returned:${id}`);
}

function aboutSession(
  session: Books['sessions'][number],
  books: Books,
  moves: readonly Move[],
): readonly string[] {
  const { id, amountTotal, status, hasPage } = session;
  const ours = new Set<string>(
    books.attempts.filter(({ sessionId }) => sessionId === id).map((attempt) => attempt.id),
  );
  const mine = moves.filter(({ reference }) => ours.has(reference ?? ''));
  const kept = net(mine);
  const charges = mine.filter(({ kind }) => kind === 'captured');
  const paid = charges.length > 0;
  const intent = books.intents.find(({ sessionId }) => sessionId === id);
  const byHand = intent?.captureMethod === 'manual';
  const price = byHand ? (charges[0]?.amountMinor ?? 0n) : amountTotal;
  const done = paid || mine.some(({ kind }) => kind === 'authorized');
  const told = books.events.filter(({ subject, type }) =>
    // Without a page there is no session that anybody knows of: its intent is what is told.
    hasPage
      ? subject === id && type === 'checkout.session.completed'
      : subject === intent?.id && type === 'payment_intent.succeeded',
  );
  const open = mine.some(({ kind }) => kind === 'refund_returned');
  return [
    // A refund that came back leaves the second payment with the merchant, and is raised.
    ...(open ? [] : differ(`${id}: what is kept`, String(paid ? price : 0n), String(kept))),
    ...(price > amountTotal ? [`${id} costs less than was taken`] : []),
    ...differ(`${id}: completed events`, String(done ? 1 : 0), String(told.length)),
    ...(paid && status !== 'complete' ? [`${id} is paid and ${status}`] : []),
    ...(paid && intent?.status !== 'succeeded' ? [`${id} is paid, its intent is not`] : []),
    ...(!paid && intent?.paidAt !== null ? [`${id} is not paid, its intent is`] : []),
  ];
}

function aboutLedger({ entries }: Books, moves: readonly Move[]): readonly string[] {
  const held = (account: string) => sum(entries.filter((entry) => entry.account === account));
  const problems = ['stripe', 'airwallex'].flatMap((provider) =>
    differ(
      `ledger: what ${provider} holds`,
      String(net(moves.filter((move) => move.provider === provider))),
      String(held(`provider:${provider}`)),
    ),
  );
  const returned = moves.filter(({ kind }) => kind === 'refund_returned');
  const owed = returned.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  const perTransaction = new Map<string, bigint>();
  for (const { externalId, currency, amount } of entries) {
    const key = `${externalId} in ${currency}`;
    perTransaction.set(key, (perTransaction.get(key) ?? 0n) + amount);
  }
  const unbalanced = [...perTransaction].filter(([, balance]) => balance !== 0n);
  return [
    ...problems,
    ...differ('ledger: owed to shoppers', String(-owed), String(held('customer_overpayment'))),
    ...unbalanced.map(([transaction]) => `ledger: ${transaction} does not sum to zero`),
  ];
}

/** What the merchant has of these moves. */
function net(moves: readonly Move[]): bigint {
  return moves.reduce((total, { kind, amountMinor }) => {
    if (kind === 'captured' || kind === 'refund_returned') return total + amountMinor;
    return kind === 'refunded' ? total - amountMinor : total;
  }, 0n);
}

function sum(entries: readonly { readonly amount: bigint }[]): bigint {
  return entries.reduce((total, { amount }) => total + amount, 0n);
}

function amounts(list: readonly bigint[]): string {
  return list.toSorted((a, b) => Number(a - b)).join(', ');
}

function differ(what: string, said: string, booked: string): readonly string[] {
  return said === booked ? [] : [`${what}: the provider says [${said}], we say [${booked}]`];
}

async function readBooks(db: Db, sessionId: CheckoutSessionId | undefined): Promise<Books> {
  const of = (column: AnyPgColumn) => (sessionId === undefined ? undefined : eq(column, sessionId));
  const within = (column: AnyPgColumn, values: readonly string[]) =>
    sessionId === undefined ? undefined : inArray(column, [...values]);
  const attempts = await db.select().from(paymentAttempt).where(of(paymentAttempt.sessionId));
  const ids = attempts.map(({ id }) => id);
  const captures = await db.select().from(capture).where(within(capture.attemptId, ids));
  const refunds = await db.select().from(refund).where(within(refund.attemptId, ids));
  const externalIds = [
    ...captures.map((row) => `capture:${row.provider}:${row.providerReference}`),
    ...refunds.flatMap(({ id }) => [`refund:${id}`, `refund_returned:${id}`]),
  ];
  return {
    sessions: await db.select().from(checkoutSession).where(of(checkoutSession.id)),
    intents: await db.select().from(paymentIntent).where(of(paymentIntent.sessionId)),
    attempts,
    captures,
    refunds,
    events: await db.select().from(event).where(of(event.subject)),
    entries: await db
      .select({
        externalId: ledgerTransaction.externalId,
        account: ledgerEntry.account,
        amount: ledgerEntry.amount,
        currency: ledgerEntry.currency,
      })
      .from(ledgerEntry)
      .innerJoin(ledgerTransaction, eq(ledgerEntry.transactionId, ledgerTransaction.id))
      .where(within(ledgerTransaction.externalId, externalIds)),
  };
}

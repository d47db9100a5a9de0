import { createHash } from 'node:crypto';
import { and, desc, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import type { AddressTally, CardTally } from '#lib/domain/card-limits.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { attemptOrigin, cardTally } from '../schema/card-tries.ts';
import { type Given, changeOf, statement } from '../statement.ts';
import { openedSessions } from './opening-store.ts';

/** Whose tries are counted: an address, as its keyed hash, or a merchant. */
export interface TallySubject {
  readonly kind: 'address' | 'merchant';
  readonly subject: string;
}

/** What is added to a tally. */
export type TallyChange = Partial<
  Record<'tries' | 'paid' | 'declined' | 'neutral' | 'held', number>
>;

/**
 * Length of a slice in seconds, and over how many rows a subject's tries are spread. A merchant's are
 * many at a time; an address's stand in one row.
 */
const SLICE_SECONDS = { address: 600, merchant: 120 } as const;
const SHARDS = { address: 1, merchant: 8 } as const;

/**
 * Makes the card tries of one address follow each other until the transaction ends: of a hundred sent
 * at once, each sees those before it. PGlite has one connection, so there they do anyway.
 */
export async function lockTally(tx: Db, { kind, subject }: TallySubject): Promise<void> {
  const digest = createHash('sha256').update(`card_tally:${kind}:${subject}`).digest();
  await lock(tx, { lockId: digest.readBigInt64BE(0).toString() });
}

const lock = statement(
  (_, given: Given<{ lockId: string }>) =>
    sql`select pg_advisory_xact_lock(${given.lockId}::bigint)`,
);

/** What was counted in the last `windowMs`, by the database's clock, to within a slice. */
export async function readTally(
  db: Db,
  subject: TallySubject,
  windowMs: number,
): Promise<CardTally> {
  const [row] = await sumsOf(db, { ...subject, seconds: windowMs / 1000 });
  if (row === undefined) throw new Error('A sum without a group has one row.');
  return tallyOf(row);
}

/** The same of an address, and what it opened, in one statement. */
export async function readAddressTally(
  db: Db,
  subject: string,
  windowMs: number,
): Promise<AddressTally> {
  const [row] = await sumsOfAddress(db, { kind: 'address', subject, seconds: windowMs / 1000 });
  if (row === undefined) throw new Error('A sum without a group has one row.');
  const { opened, sessionsPaid, ...sums } = row;
  return { ...tallyOf(sums), sessions: { opened, paid: sessionsPaid } };
}

type Counted = TallySubject & { readonly seconds: number };

const sumsOf = statement((db, given: Given<Counted>) =>
  db.select(SUMS).from(cardTally).where(within(given)),
);

const sumsOfAddress = statement((db, given: Given<Counted>) => {
  const sessions = openedSessions(db, given.subject, given.seconds);
  return db
    .select({ ...SUMS, opened: sessions.opened, sessionsPaid: sessions.paid })
    .from(cardTally)
    .where(within(given));
});

const SUMS = {
  tries: sql<number>`coalesce(sum(tries), 0)::int`,
  paid: sql<number>`coalesce(sum(paid), 0)::int`,
  declined: sql<number>`coalesce(sum(declined), 0)::int`,
  neutral: sql<number>`coalesce(sum(neutral), 0)::int`,
  sinceLastTryMs: sql<
    number | null
  >`greatest(0, extract(epoch from clock_timestamp() - max(last_try_at)) * 1000)::float8`,
  // Without a try there is no row, and `greatest` leaves nulls out.
  lastTry: sql<string | null>`max(last_try_at)`,
};

function within(given: Given<Counted>) {
  return and(
    eq(cardTally.kind, given.kind),
    eq(cardTally.subject, given.subject),
    gt(cardTally.slice, sql`now() - make_interval(secs => ${given.seconds})`),
  );
}

function tallyOf(row: CardTally & { readonly lastTry: string | null }): CardTally {
  const { lastTry, ...tally } = row;
  return { ...tally, sinceLastTryMs: lastTry === null ? null : tally.sinceLastTryMs };
}

/**
 * Adds to the slice of now; returns what that row then holds of tries held up. `spread`: what chooses
 * the row among a subject's, the same for the same attempt.
 */
export async function addToTally(
  db: Db,
  { kind, subject }: TallySubject,
  change: TallyChange,
  spread: string,
): Promise<{ held: number }> {
  const [row] = await addCounts(db, {
    ...{ tries: 0, paid: 0, declined: 0, neutral: 0, held: 0, ...change },
    kind,
    subject,
    seconds: SLICE_SECONDS[kind],
    shard: (createHash('sha256').update(spread).digest()[0] ?? 0) % SHARDS[kind],
  });
  return { held: row?.held ?? 0 };
}

type Added = TallySubject & Required<TallyChange> & { seconds: number; shard: number };

const COUNTED = [
  'kind',
  'subject',
  'shard',
  'tries',
  'paid',
  'declined',
  'neutral',
  'held',
] as const;

const addCounts = statement((db, given: Given<Added>) => {
  const seconds = sql`${given.seconds}::int`;
  return db
    .insert(cardTally)
    .values({
      ...changeOf(cardTally, given, ...COUNTED),
      slice: sql`to_timestamp(floor(extract(epoch from now()) / ${seconds}) * ${seconds})`,
      lastTryAt: sql`case when ${given.tries}::int > 0 then clock_timestamp() end`,
    })
    .onConflictDoUpdate({
      target: [cardTally.kind, cardTally.subject, cardTally.slice, cardTally.shard],
      set: {
        tries: sql`card_tally.tries + excluded.tries`,
        paid: sql`card_tally.paid + excluded.paid`,
        declined: sql`card_tally.declined + excluded.declined`,
        neutral: sql`card_tally.neutral + excluded.neutral`,
        held: sql`card_tally.held + excluded.held`,
        lastTryAt: sql`coalesce(excluded.last_try_at, card_tally.last_try_at)`,
      },
    })
    .returning({ held: cardTally.held });
});

/** Where an attempt came from, as a keyed hash; null when that is not known, or forgotten. */
export async function findOrigin(db: Db, attemptId: PaymentAttemptId): Promise<string | null> {
  const [row] = await originOf(db, { attemptId });
  return row?.address ?? null;
}

const originOf = statement((db, given: Given<{ attemptId: PaymentAttemptId }>) =>
  db
    .select({ address: attemptOrigin.address })
    .from(attemptOrigin)
    .where(eq(attemptOrigin.attemptId, given.attemptId)),
);

/** Deletes up to `limit` rows of tallies older than `tallyMs` and of origins older than `originMs`. */
export async function deleteOldTallies(
  db: Db,
  { tallyMs, originMs, limit }: { tallyMs: number; originMs: number; limit: number },
): Promise<number> {
  const before = (ms: number) => sql`now() - make_interval(secs => ${ms / 1000})`;
  const ctid = { ctid: sql`ctid` };
  const tallies = db
    .select(ctid)
    .from(cardTally)
    .where(lt(cardTally.slice, before(tallyMs)))
    .limit(limit);
  const origins = db
    .select(ctid)
    .from(attemptOrigin)
    .where(lt(attemptOrigin.createdAt, before(originMs)))
    .limit(limit);
  const gone = await db
    .delete(cardTally)
    .where(inArray(sql`ctid`, tallies))
    .returning({ subject: cardTally.subject });
  const forgotten = await db
    .delete(attemptOrigin)
    .where(inArray(sql`ctid`, origins))
    .returning({ id: attemptOrigin.attemptId });
  return gone.length + forgotten.length;
}

/** Who tried in the last `windowMs`, those held up most first. */
export async function listTallies(
  db: Db,
  { kind, windowMs, limit }: { kind: TallySubject['kind']; windowMs: number; limit: number },
) {
  const held = sql<number>`sum(held)::int`;
  return db
    .select({
      subject: cardTally.subject,
      tries: sql<number>`sum(tries)::int`,
      paid: sql<number>`sum(paid)::int`,
      declined: sql<number>`sum(declined)::int`,
      neutral: sql<number>`sum(neutral)::int`,
      held,
    })
    .from(cardTally)
    .where(
      and(
        eq(cardTally.kind, kind),
        gt(cardTally.slice, sql`now() - make_interval(secs => ${windowMs / 1000})`),
      ),
    )
    .groupBy(cardTally.subject)
    .orderBy(desc(held), desc(sql`sum(tries)`))
    .limit(limit);
}

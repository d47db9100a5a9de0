import { type SQL, and, desc, eq, gte, inArray, isNotNull, lte, sql } from 'drizzle-orm';
import type { BankTransferResult } from '#lib/domain/bank-transfer.ts';
import type { Money } from '#lib/domain/money.ts';
import type {
  BankTransferId,
  MerchantId,
  PaymentAttemptId,
  ProviderAccountId,
} from '#lib/domain/ids.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import type { Db } from '../client.ts';
import type { PageRequest } from '#lib/domain/list-page.ts';
import { pageQuery } from '../cursor-page.ts';
import { bankTransfer } from '../schema/bank-transfer.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { paymentAttempt } from '../schema/payment.ts';
import { providerAccount } from '../schema/provider-account.ts';
import type { AttemptRow } from './attempt-store.ts';

export type BankTransferRow = typeof bankTransfer.$inferSelect;

/** A merchant in one mode. */
export interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

/**
 * Takes an account until the transaction ends, so that transfers to it are recorded one after another.
 * Take it before any session's lock. Payments that refer to the account do not wait for it.
 */
export async function lockAccount(tx: Db, id: ProviderAccountId): Promise<void> {
  await tx
    .select({ id: providerAccount.id })
    .from(providerAccount)
    .where(eq(providerAccount.id, id))
    .for('no key update');
}

export async function findBankTransfer(
  db: Db,
  id: BankTransferId,
): Promise<BankTransferRow | null> {
  const [row] = await db.select().from(bankTransfer).where(eq(bankTransfer.id, id)).limit(1);
  return row ?? null;
}

export async function findTransferByBankReference(
  db: Db,
  providerAccountId: ProviderAccountId,
  bankReference: string,
): Promise<BankTransferRow | null> {
  const [row] = await db
    .select()
    .from(bankTransfer)
    .where(
      and(
        eq(bankTransfer.providerAccountId, providerAccountId),
        eq(bankTransfer.bankReference, bankReference),
      ),
    )
    .limit(1);
  return row ?? null;
}

/** Transfers of an amount that a person confirmed without the bank's name of them (`referenceByHand`). */
export async function listTransfersByHand(
  db: Db,
  facts: {
    providerAccountId: ProviderAccountId;
    amount: Money;
    receivedFrom: Date;
    receivedUntil: Date;
    /** The payment that they are for; null: any. */
    attemptId: PaymentAttemptId | null;
    limit: number;
  },
): Promise<readonly BankTransferRow[]> {
  return db
    .select()
    .from(bankTransfer)
    .where(
      and(
        eq(bankTransfer.providerAccountId, facts.providerAccountId),
        eq(bankTransfer.amount, facts.amount.amountMinor),
        eq(bankTransfer.currency, facts.amount.currency),
        gte(bankTransfer.receivedAt, facts.receivedFrom),
        lte(bankTransfer.receivedAt, facts.receivedUntil),
        sql`bank_reference = 'praya:' || attempt_id`,
        facts.attemptId === null ? undefined : eq(bankTransfer.attemptId, facts.attemptId),
      ),
    )
    .limit(facts.limit);
}

export async function insertBankTransfer(tx: Db, row: BankTransferRow): Promise<void> {
  await tx.insert(bankTransfer).values(row);
}

export async function updateBankTransfer(
  tx: Db,
  id: BankTransferId,
  change: Partial<
    Pick<
      BankTransferRow,
      | 'result'
      | 'attemptId'
      | 'returnedAt'
      | 'returnReference'
      | 'dismissedAt'
      | 'dismissedBecause'
      | 'bankReference'
      | 'payer'
      | 'description'
    >
  >,
): Promise<void> {
  await tx.update(bankTransfer).set(change).where(eq(bankTransfer.id, id));
}

/** Of no payment, and nobody has said what it is: `transferState`. As the index has it. */
export const IS_WAITING_TRANSFER = sql`(${bankTransfer.result} = 'unmatched' and ${bankTransfer.returnedAt} is null)`;

/** Those that wait for somebody, those that turned out to be one of these, or (null) all. */
export type WhichTransfers = 'waiting' | readonly BankTransferResult[] | null;

/** A merchant's transfers, the last recorded first, and one more than the page holds. */
export async function listBankTransfers(
  db: Db,
  owner: Owner,
  asked: { which: WhichTransfers; page: PageRequest; cursor: BankTransferRow | null },
): Promise<readonly BankTransferRow[]> {
  const { which, page, cursor } = asked;
  const query = pageQuery(
    { createdAt: bankTransfer.recordedAt, id: bankTransfer.id },
    page,
    cursor === null ? null : { createdAt: cursor.recordedAt, id: cursor.id },
  );
  return db
    .select()
    .from(bankTransfer)
    .where(
      and(
        eq(bankTransfer.merchantId, owner.merchantId),
        eq(bankTransfer.livemode, owner.livemode),
        which === null ? undefined : isOneOf(which),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}

function isOneOf(which: NonNullable<WhichTransfers>): SQL {
  return which === 'waiting' ? IS_WAITING_TRANSFER : inArray(bankTransfer.result, [...which]);
}

/** The attempts of an account that carry one of these references. */
export async function findAttemptsByReferences(
  db: Db,
  providerAccountId: ProviderAccountId,
  references: readonly string[],
): Promise<readonly AttemptRow[]> {
  if (references.length === 0) return [];
  return db
    .select()
    .from(paymentAttempt)
    .where(
      and(
        eq(paymentAttempt.providerAccountId, providerAccountId),
        inArray(paymentAttempt.providerReference, [...references]),
      ),
    );
}

/** Attempts that a transfer without a reference may belong to: unpaid ones of its amount, at its time. */
export async function listPossibleAttempts(
  db: Db,
  facts: {
    providerAccountId: ProviderAccountId;
    amount: Money;
    createdFrom: Date;
    createdUntil: Date;
    limit: number;
  },
): Promise<readonly AttemptRow[]> {
  const unpaid: AttemptStatus[] = ['requires_action', 'pending', 'declined', 'expired', 'canceled'];
  return (
    db
      .select()
      .from(paymentAttempt)
      .where(
        and(
          eq(paymentAttempt.providerAccountId, facts.providerAccountId),
          isNotNull(paymentAttempt.providerReference),
          eq(paymentAttempt.amount, facts.amount.amountMinor),
          eq(paymentAttempt.currency, facts.amount.currency),
          inArray(paymentAttempt.status, unpaid),
          gte(paymentAttempt.createdAt, facts.createdFrom),
          lte(paymentAttempt.createdAt, facts.createdUntil),
        ),
      )
      // Those that a shopper says were paid come first.
      .orderBy(sql`(${paymentAttempt.status} = 'pending') desc`, desc(paymentAttempt.createdAt))
      .limit(facts.limit)
  );
}

export type ExpectedTransferRow = {
  readonly attempt: AttemptRow;
  readonly clientReferenceId: string | null;
};

/** An account's attempts in these states, the newest first, and one more than the page holds. */
export async function listExpectedTransfers(
  db: Db,
  providerAccountId: ProviderAccountId,
  asked: { statuses: readonly AttemptStatus[]; page: PageRequest; cursor: AttemptRow | null },
): Promise<readonly ExpectedTransferRow[]> {
  const query = pageQuery(paymentAttempt, asked.page, asked.cursor);
  return db
    .select({ attempt: paymentAttempt, clientReferenceId: checkoutSession.clientReferenceId })
    .from(paymentAttempt)
    .innerJoin(checkoutSession, eq(paymentAttempt.sessionId, checkoutSession.id))
    .where(
      and(
        eq(paymentAttempt.providerAccountId, providerAccountId),
        isNotNull(paymentAttempt.providerReference),
        inArray(paymentAttempt.status, [...asked.statuses]),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}

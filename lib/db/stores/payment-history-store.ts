import { and, asc, desc, eq, gte, inArray, lte } from 'drizzle-orm';
import type {
  BankTransferId,
  CheckoutSessionId,
  MerchantId,
  PaymentAttemptId,
  ProviderAccountId,
} from '#lib/domain/ids.ts';
import type { Money } from '#lib/domain/money.ts';
import type { Db } from '../client.ts';
import { bankTransfer } from '../schema/bank-transfer.ts';
import { captureRequest } from '../schema/capture-request.ts';
import { discrepancy, ledgerEntry, ledgerTransaction } from '../schema/money.ts';
import { attemptEvent } from '../schema/payment.ts';
import { delivery, event, webhookEndpoint } from '../schema/webhook.ts';
import type { BankTransferRow, Owner } from './bank-transfer-store.ts';
import type { CaptureRequestRow } from './capture-request-store.ts';
import type { DeliveryRow } from './delivery-store.ts';
import type { DiscrepancyRow } from './discrepancy-store.ts';
import type { EventRow } from './event-store.ts';

/**
 * What happened to one payment beside its own rows, each by an index: as quick with a million payments as with one.
 */

export type AttemptEventRow = typeof attemptEvent.$inferSelect;

/** More than any payment has; a page of more would be read by nobody. */
const MAX_ROWS = 300;

/** The changes of these attempts, the oldest first. */
export function listAttemptEvents(
  db: Db,
  attemptIds: readonly PaymentAttemptId[],
): Promise<readonly AttemptEventRow[]> {
  return db
    .select()
    .from(attemptEvent)
    .where(inArray(attemptEvent.attemptId, [...attemptIds]))
    .orderBy(asc(attemptEvent.id))
    .limit(MAX_ROWS);
}

export function listCaptureRequests(
  db: Db,
  attemptIds: readonly PaymentAttemptId[],
): Promise<readonly CaptureRequestRow[]> {
  return db
    .select()
    .from(captureRequest)
    .where(inArray(captureRequest.attemptId, [...attemptIds]))
    .orderBy(asc(captureRequest.createdAt))
    .limit(MAX_ROWS);
}

export function listDiscrepanciesOfSession(
  db: Db,
  sessionId: CheckoutSessionId,
): Promise<readonly DiscrepancyRow[]> {
  return db
    .select()
    .from(discrepancy)
    .where(eq(discrepancy.sessionId, sessionId))
    .orderBy(asc(discrepancy.createdAt))
    .limit(MAX_ROWS);
}

export function listBankTransfersById(
  db: Db,
  ids: readonly BankTransferId[],
): Promise<readonly BankTransferRow[]> {
  return db
    .select()
    .from(bankTransfer)
    .where(inArray(bankTransfer.id, [...ids]))
    .limit(MAX_ROWS);
}

/** What came in of an amount within a time and belongs to no payment, the latest first. */
export function listUnmatchedTransfers(
  db: Db,
  owner: Owner,
  asked: {
    readonly accountId: ProviderAccountId;
    readonly amount: Money;
    readonly recordedFrom: Date;
    readonly recordedUntil: Date;
    readonly limit: number;
  },
): Promise<readonly BankTransferRow[]> {
  return db
    .select()
    .from(bankTransfer)
    .where(
      and(
        eq(bankTransfer.merchantId, owner.merchantId),
        eq(bankTransfer.livemode, owner.livemode),
        gte(bankTransfer.recordedAt, asked.recordedFrom),
        lte(bankTransfer.recordedAt, asked.recordedUntil),
        eq(bankTransfer.providerAccountId, asked.accountId),
        eq(bankTransfer.result, 'unmatched'),
        eq(bankTransfer.amount, asked.amount.amountMinor),
        eq(bankTransfer.currency, asked.amount.currency),
      ),
    )
    .orderBy(desc(bankTransfer.recordedAt), desc(bankTransfer.id))
    .limit(asked.limit);
}

/** A movement in the books, with its entries. */
export interface BookedRow {
  readonly transaction: typeof ledgerTransaction.$inferSelect;
  readonly entry: typeof ledgerEntry.$inferSelect;
}

/** The bookings of these names, in the order they were made. */
export function listBookings(
  db: Db,
  merchantId: MerchantId,
  externalIds: readonly string[],
): Promise<readonly BookedRow[]> {
  return db
    .select({ transaction: ledgerTransaction, entry: ledgerEntry })
    .from(ledgerTransaction)
    .innerJoin(ledgerEntry, eq(ledgerEntry.transactionId, ledgerTransaction.id))
    .where(
      and(
        eq(ledgerTransaction.merchantId, merchantId),
        inArray(ledgerTransaction.externalId, [...externalIds]),
      ),
    )
    .orderBy(asc(ledgerTransaction.createdAt), asc(ledgerEntry.id))
    .limit(MAX_ROWS);
}

/** An event with one of its deliveries; null: it was for no endpoint. */
export interface ToldRow {
  readonly event: EventRow;
  readonly delivery: DeliveryRow | null;
  /** Null: none, or it was deleted since. */
  readonly endpointUrl: string | null;
}

/** What the merchant was told of these subjects, the oldest first. */
export function listToldOf(
  db: Db,
  owner: Owner,
  subjects: readonly string[],
): Promise<readonly ToldRow[]> {
  return db
    .select({ event, delivery, endpointUrl: webhookEndpoint.url })
    .from(event)
    .leftJoin(delivery, eq(delivery.eventId, event.id))
    .leftJoin(webhookEndpoint, eq(webhookEndpoint.id, delivery.endpointId))
    .where(
      and(
        inArray(event.subject, [...subjects]),
        eq(event.merchantId, owner.merchantId),
        eq(event.livemode, owner.livemode),
      ),
    )
    .orderBy(asc(event.createdAt), asc(event.id), asc(delivery.createdAt))
    .limit(MAX_ROWS);
}

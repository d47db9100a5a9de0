import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import {
  type PaymentRows,
  findOwnAttempt,
  findOwnIntent,
  listIntents,
  listOwnAttempts,
  readPayments,
} from '#lib/db/stores/payment-store.ts';
import { type RefundOfIntent, findOwnRefund, listRefunds } from '#lib/db/stores/refund-store.ts';
import type { IntentRow } from '#lib/db/stores/session-store.ts';
import { attemptOfCharge, chargeStatusOf } from '#lib/domain/charge.ts';
import type { PaymentAttemptId, PaymentIntentId } from '#lib/domain/ids.ts';
import { type CreatedRange, type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import type { IntentPurpose } from '#lib/domain/payment-intent.ts';
import { ATTEMPT_STATUSES } from '#lib/domain/payment-attempt.ts';

/**
 * What is a merchant's own in a mode, with the payment it belongs to. Null: there is no such thing, or it is
 * another merchant's or of the other mode; of a list, its cursor is.
 */
export interface OfPayment<Item> {
  readonly item: Item;
  readonly payment: PaymentRows;
}

export type OwnIntent = OfPayment<IntentRow>;
export type OwnCharge = OfPayment<AttemptRow>;
export type OwnRefund = OfPayment<RefundOfIntent>;

interface Asked {
  readonly created: CreatedRange;
  readonly page: PageRequest;
}

const CHARGED = ATTEMPT_STATUSES.filter(
  (status) => chargeStatusOf({ status, heldAt: null }) !== null,
);

export async function retrieveIntent(
  tx: Db,
  owner: Owner,
  id: string,
  purpose: IntentPurpose = 'payment',
): Promise<OfPayment<IntentRow> | null> {
  const item = await findOwnIntent(tx, owner, id, purpose);
  return item === null ? null : { item, payment: await readPayment(tx, item.id) };
}

export async function listOwnIntents(
  tx: Db,
  owner: Owner,
  asked: Asked & { customerId: string | null; purpose?: IntentPurpose },
): Promise<Page<OfPayment<IntentRow>> | null> {
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findOwnIntent(tx, owner, id, asked.purpose);
  if (id !== null && cursor === null) return null;
  const rows = await listIntents(tx, owner, { ...asked, cursor });
  return withPayments(tx, toPage(rows, asked.page), (intent) => intent.id);
}

export async function retrieveCharge(
  tx: Db,
  owner: Owner,
  chargeId: string,
): Promise<OfPayment<AttemptRow> | null> {
  const item = await findOwnCharge(tx, owner, chargeId);
  return item === null ? null : { item, payment: await readPayment(tx, item.intentId) };
}

async function findOwnCharge(tx: Db, owner: Owner, chargeId: string): Promise<AttemptRow | null> {
  const attemptId = attemptOfCharge(chargeId);
  const attempt = attemptId === null ? null : await findOwnAttempt(tx, owner, attemptId);
  return attempt === null || chargeStatusOf(attempt) === null ? null : attempt;
}

export async function listOwnCharges(
  tx: Db,
  owner: Owner,
  asked: Asked & { intentId: string | null },
): Promise<Page<OfPayment<AttemptRow>> | null> {
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findOwnCharge(tx, owner, id);
  if (id !== null && cursor === null) return null;
  const rows = await listOwnAttempts(tx, owner, { ...asked, statuses: CHARGED, cursor });
  return withPayments(tx, toPage(rows, asked.page), (attempt) => attempt.intentId);
}

export async function retrieveRefund(
  tx: Db,
  owner: Owner,
  id: string,
): Promise<OfPayment<RefundOfIntent> | null> {
  const item = await findOwnRefund(tx, owner, id);
  return item === null ? null : { item, payment: await readPayment(tx, item.intentId) };
}

export async function listOwnRefunds(
  tx: Db,
  owner: Owner,
  asked: Asked & { intentId: string | null; attemptId: PaymentAttemptId | null },
): Promise<Page<OfPayment<RefundOfIntent>> | null> {
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findOwnRefund(tx, owner, id);
  if (id !== null && cursor === null) return null;
  const rows = await listRefunds(tx, owner, { ...asked, cursor: cursor?.refund ?? null });
  return withPayments(tx, toPage(rows, asked.page), (row) => row.intentId);
}

/** One payment that exists. Throws when it does not, which no write of ours allows. */
export async function readPayment(tx: Db, intentId: PaymentIntentId): Promise<PaymentRows> {
  const rows = (await readPayments(tx, [intentId])).get(intentId);
  if (rows === undefined) throw new Error(`Payment intent ${intentId} does not exist.`);
  return rows;
}

export async function withPayments<Item>(
  tx: Db,
  page: Page<Item>,
  intentOf: (item: Item) => PaymentIntentId,
): Promise<Page<OfPayment<Item>>> {
  const payments = await readPayments(tx, page.items.map(intentOf));
  return {
    hasMore: page.hasMore,
    items: page.items.flatMap((item) => {
      const payment = payments.get(intentOf(item));
      return payment === undefined ? [] : [{ item, payment }];
    }),
  };
}

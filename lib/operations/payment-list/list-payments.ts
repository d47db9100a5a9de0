import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { type ListedRow, readListed } from '#lib/db/stores/listed-payment-store.ts';
import { findPayments } from '#lib/db/stores/payment-list-store.ts';
import { listLineItemsOf } from '#lib/db/stores/session-list-store.ts';
import type { LineItemRow } from '#lib/db/stores/session-store.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import type { ListedPayment, PaymentsPage } from '#lib/domain/listed-payment.ts';
import { money } from '#lib/domain/money.ts';
import type { PaymentFilter, PaymentPlace } from '#lib/domain/payment-filter.ts';
import { readInstrument } from '../attempt-record.ts';
import type { AppContext } from '../context.ts';

const PAGE_PAYMENTS = 50;

/** A page of a merchant's payments, on one side of a place; null: the newest. */
export async function listPayments(
  context: AppContext,
  owner: Owner,
  filter: PaymentFilter,
  asked: { place: PaymentPlace | null; towards: 'older' | 'newer' },
): Promise<PaymentsPage> {
  return context.database.db.transaction(async (db) => {
    const { place, towards } = asked;
    const reading = { owner, filter, limit: PAGE_PAYMENTS };
    const found = await findPayments(db, { ...reading, from: place, towards });
    if (towards === 'newer' && found.next === null) {
      // These are the newest, however few: shown as the page that begins the list.
      return pageOf(db, await findPayments(db, { ...reading, from: null, towards: 'older' }), null);
    }
    if (towards === 'older') return pageOf(db, found, place);
    const page = await pageOf(db, { ...found, next: found.places.at(-1) ?? place }, place);
    return { ...page, newer: found.next, lookedBackTo: null };
  });
}

async function pageOf(
  db: Db,
  found: Awaited<ReturnType<typeof findPayments>>,
  place: PaymentPlace | null,
): Promise<PaymentsPage> {
  return {
    payments: await readPayments(db, found.places),
    older: found.next,
    newer: place === null ? null : (found.places[0] ?? place),
    lookedBackTo: found.isCutShort && found.next !== null ? found.next.createdAt : null,
  };
}

/** The payments at these places, the newest first. */
export async function readPayments(
  db: Db,
  places: readonly PaymentPlace[],
): Promise<readonly ListedPayment[]> {
  const rows = await readListed(db, places);
  const items = await listLineItemsOf(
    db,
    rows.map(({ intent }) => intent.sessionId),
  );
  const bySession = new Map<CheckoutSessionId, LineItemRow[]>();
  for (const item of items) {
    bySession.set(item.sessionId, [...(bySession.get(item.sessionId) ?? []), item]);
  }
  return rows.map((row) => listed(row, bySession.get(row.intent.sessionId) ?? []));
}

function listed(row: ListedRow, items: readonly LineItemRow[]): ListedPayment {
  const { listed: own, intent, session, attempt } = row;
  const [first] = items;
  return {
    id: intent.id,
    sessionId: intent.sessionId,
    createdAt: own.createdAt,
    paidAt: intent.paidAt,
    amount: money(own.amount, own.currency),
    state: own.state,
    needsLook: own.needsLook,
    disputed: own.disputed,
    wrongAmount: own.wrongAmount,
    method: own.method,
    provider: own.provider,
    providerReference: attempt?.providerReference ?? null,
    card: attempt === null ? {} : readInstrument(attempt),
    failureCode: own.state === 'declined' ? (attempt?.failureCode ?? null) : null,
    region: own.region,
    reference: session.clientReferenceId,
    description: intent.description,
    bought: first === undefined ? null : { name: first.name, others: items.length - 1 },
    email: session.customerEmail ?? session.collectedEmail,
  };
}

import { findCustomerById } from '#lib/db/stores/customer-store.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import {
  type AttemptEventRow,
  listAttemptEvents,
  listBankTransfersById,
  listBookings,
  listCaptureRequests,
  listDiscrepanciesOfSession,
  listToldOf,
  listUnmatchedTransfers,
} from '#lib/db/stores/payment-history-store.ts';
import { findOwnExposure } from '#lib/db/stores/exposure-store.ts';
import type { PaymentRows } from '#lib/db/stores/payment-store.ts';
import { findListedState } from '#lib/db/stores/listed-payment-store.ts';
import { listLineItems } from '#lib/db/stores/session-store.ts';
import { chargeIdOf } from '#lib/domain/charge.ts';
import type { BankTransferId } from '#lib/domain/ids.ts';
import { money, multiply } from '#lib/domain/money.ts';
import type { PaymentDetail } from '#lib/domain/payment-detail.ts';
import type { AppContext } from '../context.ts';
import { retrieveIntent } from '../own-payments.ts';
import { payUrl } from '../pay-url.ts';
import { bookingNames, bookingsOf, toldOf } from './payment-books.ts';
import { attemptDetail, refundDetail, shownOrder, transferDetail } from './payment-parts.ts';
import { moneyOf, optionsOf, waitingTransfers } from './payment-standing.ts';
import { timelineOf } from './payment-timeline.ts';
import { paymentVersion } from './own-payment.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A bank's statement may be imported days after the money came. */
const UNMATCHED_AFTER_MS = 14 * DAY_MS;
const MAX_UNMATCHED = 5;

/** Everything about one of a merchant's payments; null: it has none of that id in this mode. */
export async function readPaymentDetail(
  context: AppContext,
  owner: Owner,
  intentId: string,
): Promise<PaymentDetail | null> {
  const { db } = context.database;
  const found = await retrieveIntent(db, owner, intentId);
  if (found === null) return null;
  const { payment } = found;
  const { session, intent, attempts } = payment;
  const state = await findListedState(db, intent.id);
  if (state === null) return null;
  const attemptIds = attempts.map(({ id }) => id);
  const [items, customer, exposed, changes, requests, raised, told, booked, transfers, unmatched] =
    await Promise.all([
      listLineItems(db, session.id),
      session.customerId === null ? null : findCustomerById(db, session.customerId),
      findOwnExposure(db, owner, session.id),
      listAttemptEvents(db, attemptIds),
      listCaptureRequests(db, attemptIds),
      listDiscrepanciesOfSession(db, session.id),
      listToldOf(db, owner, subjectsOf(payment)),
      listBookings(db, owner.merchantId, bookingNames(payment)),
      listBankTransfersById(db, ownTransfersOf(context, payment)),
      unmatchedFor(context, owner, payment),
    ]);
  const refunds = payment.captures.flatMap((each) => each.refunds);
  return {
    id: intent.id,
    status: intent.status,
    state,
    amount: money(intent.amount, intent.currency),
    description: intent.description,
    metadata: intent.metadata,
    session: {
      id: session.id,
      pageUrl: session.hasPage ? payUrl(session, context.env.PUBLIC_ORIGIN) : null,
      reference: session.clientReferenceId,
      metadata: session.metadata,
      answers: session.customFields.flatMap(({ label, value }) =>
        value === null ? [] : [{ label, value }],
      ),
    },
    customer: {
      id: session.customerId,
      name: customer?.name ?? null,
      email: customer?.email ?? session.customerEmail ?? session.collectedEmail,
      phone: customer?.phone ?? null,
    },
    items: items.map(({ name, quantity, unitAmount }) => ({
      name,
      quantity,
      amount: multiply(money(unitAmount, session.currency), BigInt(quantity)),
    })),
    paidWith: payerOf(payment)?.method ?? null,
    money: moneyOf(payment),
    shown: exposed === null ? null : shownOrder(exposed.exposure),
    attempts: attempts.map((attempt) => attemptDetail(attempt, changesOf(changes, attempt.id))),
    transfers: transfers.map(transferDetail),
    unmatched: unmatched.map(transferDetail),
    refunds: refunds.map(refundDetail),
    timeline: timelineOf({
      payment,
      exposure: exposed?.exposure ?? null,
      changes,
      requests,
      raised,
    }),
    told: toldOf(told),
    bookings: bookingsOf(booked),
    can: optionsOf(context, payment, requests),
    version: paymentVersion(payment),
  };
}

function changesOf(rows: readonly AttemptEventRow[], id: AttemptEventRow['attemptId']) {
  return rows.filter(({ attemptId }) => attemptId === id);
}

function payerOf({ intent, attempts }: PaymentRows) {
  return (
    attempts.find(({ id }) => id === intent.paidByAttemptId) ??
    attempts.findLast(({ status }) => status === 'authorized') ??
    attempts.at(-1)
  );
}

/** Whatever an event of this payment can be about. */
function subjectsOf({ session, intent, attempts, captures, disputes, reviews }: PaymentRows) {
  return [
    session.id,
    intent.id,
    ...attempts.map(({ id }) => chargeIdOf(id)),
    ...captures.flatMap(({ refunds }) => refunds.map(({ id }) => id)),
    ...disputes.map(({ dispute }) => dispute.id),
    ...reviews.map(({ id }) => id),
  ];
}

/** A capture on the merchant's own account is named after its transfer. */
function ownTransfersOf(context: AppContext, { captures }: PaymentRows): BankTransferId[] {
  return captures
    .filter(({ capture }) => context.providers[capture.provider].confirmedBy === 'merchant')
    .map(({ capture }) => capture.providerReference as BankTransferId); // what such a capture refers to
}

async function unmatchedFor(context: AppContext, owner: Owner, payment: PaymentRows) {
  const [waiting] = waitingTransfers(context, payment);
  if (waiting === undefined) return [];
  return listUnmatchedTransfers(context.database.db, owner, {
    accountId: waiting.providerAccountId,
    amount: money(waiting.amount, waiting.currency),
    recordedFrom: new Date(waiting.createdAt.getTime() - DAY_MS),
    recordedUntil: new Date(waiting.createdAt.getTime() + UNMATCHED_AFTER_MS),
    limit: MAX_UNMATCHED,
  });
}

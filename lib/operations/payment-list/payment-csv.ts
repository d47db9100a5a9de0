import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { sumRefundedOf } from '#lib/db/stores/refund-store.ts';
import { findPayments } from '#lib/db/stores/payment-list-store.ts';
import type { ListedPayment } from '#lib/domain/listed-payment.ts';
import { type Money, money, toMajorString } from '#lib/domain/money.ts';
import type { PaymentFilter, PaymentPlace } from '#lib/domain/payment-filter.ts';
import { hongKongIso } from '#lib/i18n/format-date.ts';
import type { MessageKey, Words } from '#lib/i18n/translator.ts';
import { type CsvCell, csvRecord } from '#lib/platform/write-csv.ts';
import type { AppContext } from '../context.ts';
import { readPayments } from './list-payments.ts';

/** Rows in memory at a time. */
const BATCH = 500;
/** What spreadsheets hold, less the heading. */
const MOST_ROWS = 1_048_575;
/** Spreadsheets take a file without it for one in the system's old encoding. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * A merchant's payments as CSV, the newest first, in pieces of some hundred rows. Every piece is a reading of its own:
 * payments that are made meanwhile are not in it, and what becomes of one meanwhile may be. Where not all could be
 * written the last record says so, for a file that merely ends looks whole.
 */
export async function* paymentCsv(
  context: AppContext,
  owner: Owner,
  filter: PaymentFilter,
  words: Words,
  bounds: { batch: number; most: number } = { batch: BATCH, most: MOST_ROWS },
): AsyncGenerator<string> {
  const { t } = words;
  yield BYTE_ORDER_MARK + csvRecord(COLUMNS.map(({ heading }) => t(heading)));
  let place: PaymentPlace | null = null;
  let written = 0;
  try {
    for (;;) {
      const limit = Math.min(bounds.batch, bounds.most - written);
      const batch: Batch = await readBatch(context, { owner, filter, limit, from: place });
      if (batch.rows.length > 0) {
        written += batch.rows.length;
        yield batch.rows.map((row) => recordOf(row, words)).join('');
      }
      place = batch.next;
      if (place === null) return;
      if (written >= bounds.most) break;
    }
  } catch (error) {
    context.log.error({ merchant: owner.merchantId, written, err: error }, 'export broke off');
    yield csvRecord([t('dashboard.payments.csv.brokeOff', { count: written })]);
    return;
  }
  yield csvRecord([t('dashboard.payments.csv.tooMany', { count: written })]);
}

interface Batch {
  readonly rows: readonly Row[];
  readonly next: PaymentPlace | null;
}

interface Row {
  readonly payment: ListedPayment;
  readonly refunded: Money;
}

async function readBatch(
  context: AppContext,
  asked: { owner: Owner; filter: PaymentFilter; limit: number; from: PaymentPlace | null },
): Promise<Batch> {
  return context.database.db.transaction(async (db) => {
    const { places, next } = await findPayments(db, { ...asked, towards: 'older' });
    const payments = await readPayments(db, places);
    const refunded = await sumRefundedOf(
      db,
      payments.map(({ id }) => id),
    );
    const rows = payments.map((payment) => ({
      payment,
      refunded: money(refunded.get(payment.id) ?? 0n, payment.amount.currency),
    }));
    return { rows, next };
  });
}

function recordOf(row: Row, words: Words): string {
  return csvRecord(COLUMNS.map(({ cell }) => cell(row, words)));
}

interface CsvColumn {
  readonly heading: MessageKey;
  readonly cell: (row: Row, words: Words) => CsvCell;
}

const COLUMNS: readonly CsvColumn[] = [
  { heading: 'dashboard.payments.csv.payment', cell: ({ payment }) => payment.id },
  { heading: 'dashboard.payments.csv.session', cell: ({ payment }) => payment.sessionId },
  {
    heading: 'dashboard.payments.csv.createdAt',
    cell: ({ payment }) => hongKongIso(payment.createdAt),
  },
  {
    heading: 'dashboard.payments.csv.paidAt',
    cell: ({ payment }) => (payment.paidAt === null ? null : hongKongIso(payment.paidAt)),
  },
  {
    heading: 'dashboard.payments.csv.status',
    cell: ({ payment }, { t }) => t(`dashboard.payments.status.${payment.state}`),
  },
  {
    heading: 'dashboard.payments.csv.amount',
    cell: ({ payment }) => toMajorString(payment.amount),
  },
  { heading: 'dashboard.payments.csv.refunded', cell: ({ refunded }) => toMajorString(refunded) },
  { heading: 'dashboard.payments.csv.currency', cell: ({ payment }) => payment.amount.currency },
  {
    heading: 'dashboard.payments.csv.method',
    cell: ({ payment }, words) =>
      payment.method === null ? null : words.methodName(payment.method),
  },
  {
    heading: 'dashboard.payments.csv.provider',
    cell: ({ payment }, { t }) =>
      payment.provider === null ? null : t(`dashboard.payments.provider.${payment.provider}`),
  },
  { heading: 'dashboard.payments.csv.reference', cell: ({ payment }) => payment.reference },
  { heading: 'dashboard.payments.csv.description', cell: ({ payment }) => payment.description },
  { heading: 'dashboard.payments.csv.bought', cell: ({ payment }) => payment.bought?.name ?? null },
  { heading: 'dashboard.payments.csv.email', cell: ({ payment }) => payment.email },
  { heading: 'dashboard.payments.csv.region', cell: ({ payment }) => payment.region },
  {
    heading: 'dashboard.payments.csv.cardBrand',
    cell: ({ payment }) => payment.card.brand ?? null,
  },
  { heading: 'dashboard.payments.csv.last4', cell: ({ payment }) => payment.card.last4 ?? null },
  {
    heading: 'dashboard.payments.csv.failure',
    cell: ({ payment }, words) =>
      payment.failureCode === null ? null : words.failure(payment.failureCode).title,
  },
  {
    heading: 'dashboard.payments.csv.providerReference',
    cell: ({ payment }) => payment.providerReference,
  },
  {
    heading: 'dashboard.payments.csv.needsLook',
    cell: ({ payment }, { t }) =>
      t(payment.needsLook ? 'dashboard.payments.csv.yes' : 'dashboard.payments.csv.no'),
  },
  {
    heading: 'dashboard.payments.csv.disputed',
    cell: ({ payment }, { t }) =>
      t(payment.disputed ? 'dashboard.payments.csv.yes' : 'dashboard.payments.csv.no'),
  },
];

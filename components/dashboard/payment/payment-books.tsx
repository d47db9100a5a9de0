import { type Money, money, negate } from '#lib/domain/money.ts';
import type { Booking } from '#lib/domain/payment-detail.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { DataTable } from '../data-table.tsx';
import type { PaymentProps } from './payment-view.ts';

const KINDS = ['capture', 'refund', 'refund_returned', 'dispute', 'dispute_lost'] as const;
const ACCOUNTS = ['merchant_sales', 'customer_overpayment', 'disputed'] as const;

interface Row {
  readonly key: string;
  readonly movement: string;
  readonly account: string;
  readonly debit: string;
  readonly credit: string;
}

/** The payment in the books: each entry, and under them what they sum to on either side. */
export function PaymentBooks({ view: { detail }, page: { words } }: PaymentProps) {
  if (detail.bookings.length === 0) return null;
  const { t } = words;
  return (
    <section className="dash-card" aria-labelledby="books">
      <h2 id="books">{t('dashboard.payment.books.heading')}</h2>
      <p>{t('dashboard.payment.books.intro')}</p>
      <DataTable<Row>
        caption={t('dashboard.payment.books.heading')}
        columns={[
          {
            id: 'movement',
            label: t('dashboard.payment.books.movement'),
            cell: (row) => row.movement,
          },
          {
            id: 'account',
            label: t('dashboard.payment.books.account'),
            cell: (row) => row.account,
          },
          {
            id: 'debit',
            label: t('dashboard.payment.books.debit'),
            cell: (row) => row.debit,
            isFigure: true,
          },
          {
            id: 'credit',
            label: t('dashboard.payment.books.credit'),
            cell: (row) => row.credit,
            isFigure: true,
          },
        ]}
        rows={[
          ...detail.bookings.flatMap((booking) => rowsOf(booking, words)),
          sums(detail, words),
        ]}
        rowKey={(row) => row.key}
      />
    </section>
  );
}

function rowsOf(booking: Booking, words: Words): readonly Row[] {
  const { t } = words;
  const kind = KINDS.find((one) => booking.name.startsWith(`${one}:`));
  const movement = kind === undefined ? booking.name : t(`dashboard.payment.books.kinds.${kind}`);
  return booking.entries.map(({ account, amount }, place) => ({
    key: `${booking.id}-${place}`,
    movement: `${movement}, ${words.dateTime(booking.at)}`,
    account: accountName(account, words),
    debit: amount.amountMinor > 0n ? words.money(amount) : '',
    credit: amount.amountMinor < 0n ? words.money(negate(amount)) : '',
  }));
}

function sums({ bookings, amount }: PaymentProps['view']['detail'], words: Words): Row {
  const entries = bookings.flatMap((booking) => booking.entries);
  const side = (isOf: (one: Money) => boolean) =>
    entries
      .map((entry) => entry.amount)
      .filter(isOf)
      .reduce((sum, one) => sum + one.amountMinor, 0n);
  const debit = money(
    side((one) => one.amountMinor > 0n),
    amount.currency,
  );
  const credit = negate(
    money(
      side((one) => one.amountMinor < 0n),
      amount.currency,
    ),
  );
  return {
    key: 'sum',
    movement: words.t('dashboard.payment.books.sum'),
    account: '',
    debit: words.money(debit),
    credit: words.money(credit),
  };
}

function accountName(account: string, { t }: Words): string {
  const known = ACCOUNTS.find((one) => one === account);
  return known === undefined
    ? t('dashboard.payment.books.accounts.provider', { provider: account.replace('provider:', '') })
    : t(`dashboard.payment.books.accounts.${known}`);
}

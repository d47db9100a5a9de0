import { mayDo } from '#lib/domain/operator-role.ts';
import type { RefundDetail, TransferDetail } from '#lib/domain/payment-detail.ts';
import { REFUND_REASONS } from '#lib/domain/refund-reason.ts';
import { type Column, DataTable } from '../data-table.tsx';
import { StateTag } from '../list-frame.tsx';
import { PaymentDialog } from './payment-dialog.tsx';
import type { PaymentProps } from './payment-view.ts';

/** Transfers to the merchant's own account: those that paid, and those that may turn out to be for this. */
export function PaymentTransfers(props: PaymentProps) {
  const { view, page, actions } = props;
  const { transfers, unmatched, can } = view.detail;
  const { t, money } = page.words;
  const columns = transferColumns(props);
  const [expected] = can.confirm;
  const mayMatch = expected !== undefined && mayDo(page.shop.role, 'transfers.decide');
  const matching: Column<TransferDetail> = {
    id: 'match',
    label: t('dashboard.payment.transfers.action'),
    cell: ({ id, amount, bankReference: reference }) => (
      <PaymentDialog
        {...props}
        asked={{
          open: t('dashboard.payment.actions.match'),
          openName: t('dashboard.payment.actions.matchNamed', { reference }),
          look: 'quiet',
          heading: t('dashboard.payment.actions.matchHeading'),
          intro: (
            <p>{t('dashboard.payment.actions.matchIntro', { reference, amount: money(amount) })}</p>
          ),
          submit: t('dashboard.payment.actions.matchSubmit'),
          action: actions.match,
          hidden: { attempt: expected?.attemptId ?? '', transfer: id },
        }}
      />
    ),
  };
  return (
    <>
      {transfers.length === 0 ? null : (
        <section className="dash-card" aria-labelledby="transfers">
          <h2 id="transfers">{t('dashboard.payment.transfers.heading')}</h2>
          <DataTable
            caption={t('dashboard.payment.transfers.heading')}
            columns={columns}
            rows={transfers}
            rowKey={({ id }) => id}
          />
        </section>
      )}
      {unmatched.length === 0 ? null : (
        <section className="dash-card" aria-labelledby="unmatched">
          <h2 id="unmatched">{t('dashboard.payment.actions.unmatched')}</h2>
          <DataTable
            caption={t('dashboard.payment.actions.unmatched')}
            columns={mayMatch ? [...columns, matching] : columns}
            rows={unmatched}
            rowKey={({ id }) => id}
          />
        </section>
      )}
    </>
  );
}

function transferColumns({ page }: PaymentProps): readonly Column<TransferDetail>[] {
  const { t, money, dateTime } = page.words;
  return [
    {
      id: 'at',
      label: t('dashboard.payment.transfers.at'),
      cell: ({ receivedAt }) => dateTime(receivedAt),
    },
    {
      id: 'amount',
      label: t('dashboard.payment.transfers.amount'),
      cell: ({ amount }) => money(amount),
    },
    {
      id: 'reference',
      label: t('dashboard.payment.transfers.reference'),
      cell: ({ bankReference }) => <code>{bankReference}</code>,
    },
    {
      id: 'payer',
      label: t('dashboard.payment.transfers.payer'),
      cell: ({ payer }) => payer ?? t('dashboard.payment.none'),
    },
  ];
}

const LOOKS = { pending: 'warn', succeeded: 'ok', failed: 'danger' } as const;

export function PaymentRefunds({ view: { detail }, page }: PaymentProps) {
  if (detail.refunds.length === 0) return null;
  const { t, money, dateTime } = page.words;
  const columns: readonly Column<RefundDetail>[] = [
    {
      id: 'at',
      label: t('dashboard.payment.refunds.at'),
      cell: ({ createdAt }) => dateTime(createdAt),
    },
    {
      id: 'amount',
      label: t('dashboard.payment.refunds.amount'),
      cell: ({ amount }) => money(amount),
    },
    {
      id: 'status',
      label: t('dashboard.payment.refunds.status'),
      cell: ({ status, providerFailureCode }) => (
        <span>
          <StateTag look={LOOKS[status]}>{t(`dashboard.payment.refunds.${status}`)}</StateTag>
          {providerFailureCode === null ? null : (
            <span className="dash-cell-quiet">{providerFailureCode}</span>
          )}
        </span>
      ),
    },
    {
      id: 'reason',
      label: t('dashboard.payment.refunds.reason'),
      cell: ({ reason }) => {
        const known = REFUND_REASONS.find((one) => one === reason);
        return known === undefined
          ? t('dashboard.payment.none')
          : t(`dashboard.payment.actions.reasons.${known}`);
      },
    },
    {
      id: 'reference',
      label: t('dashboard.payment.refunds.reference'),
      cell: ({ id, providerReference }) => (
        <span>
          <code>{id}</code>
          {providerReference === null ? null : (
            <span className="dash-cell-quiet">{providerReference}</span>
          )}
        </span>
      ),
    },
  ];
  return (
    <section className="dash-card" aria-labelledby="refunds">
      <h2 id="refunds">{t('dashboard.payment.refunds.heading')}</h2>
      <DataTable
        caption={t('dashboard.payment.refunds.heading')}
        columns={columns}
        rows={detail.refunds}
        rowKey={({ id }) => id}
      />
    </section>
  );
}

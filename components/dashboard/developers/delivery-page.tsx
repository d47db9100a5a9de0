import { mayDo } from '#lib/domain/operator-role.ts';
import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import { type Column, DataTable } from '../data-table.tsx';
import type { FormAction, Refusal } from '../form-answer.ts';
import { OperatorForm } from '../islands/operator-form.tsx';
import { EmptyList } from '../list-frame.tsx';
import {
  CodeBlock,
  type DevelopersDone,
  DevelopersFrame,
  Facts,
  Moment,
  developersHref,
} from './developers-frame.tsx';
import { DeliveryState, type ShownDelivery } from './endpoint-page.tsx';
import { type ShownEndpoint, type ShownTry, triedTold } from './webhooks-page.tsx';

/** What proves where a delivery comes from; made anew at each try, and kept nowhere. */
const SIGNATURE_HEADERS = [
  'Stripe-Signature',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
];

export interface DeliveryView {
  readonly endpoint: ShownEndpoint;
  readonly delivery: ShownDelivery;
  /** The latest first. */
  readonly tries: readonly ShownTry[];
  readonly payload: object;
  readonly done: DevelopersDone | null;
  readonly refused: Refusal | null;
}

/** One event on its way to one endpoint: each try, and what is sent. */
export function DeliveryPage(props: {
  view: DeliveryView;
  page: DashboardPage;
  resend: FormAction;
}) {
  const { view, page } = props;
  const { t } = page.words;
  const { delivery, endpoint } = view;
  const mono = (text: string) => <span className="dev-mono">{text}</span>;
  return (
    <DevelopersFrame
      page={page}
      part="/webhooks"
      heading={delivery.event.type}
      back={{
        href: developersHref(page, `/webhooks/${endpoint.id}`),
        label: t('dashboard.developers.webhooks.backToLog'),
      }}
      done={view.done}
      refused={view.refused}
    >
      <section className="dash-card">
        <Facts
          facts={[
            [
              t('dashboard.developers.requests.result'),
              <DeliveryState key="state" delivery={delivery} page={page} />,
            ],
            [t('dashboard.developers.webhooks.event'), mono(delivery.event.id)],
            [
              t('dashboard.developers.webhooks.happened'),
              <Moment key="at" at={delivery.event.createdAt} page={page} exact />,
            ],
            [t('dashboard.developers.webhooks.url'), endpoint.url],
            [t('dashboard.developers.webhooks.signatures'), mono(SIGNATURE_HEADERS.join(', '))],
          ]}
        />
        {mayDo(page.shop.role, 'events.resend') ? (
          <OperatorForm
            action={props.resend}
            hidden={{ ...page.hidden, endpoint: endpoint.id, delivery: delivery.id }}
            fields={[]}
            submit={t('dashboard.developers.webhooks.resend')}
            button="secondary"
            words={formWords(page.words)}
            refusals={refusalWords(page.words)}
            refused={null}
          />
        ) : null}
      </section>
      <h2 className="dev-heading">{t('dashboard.developers.webhooks.tries')}</h2>
      {view.tries.length === 0 ? (
        <EmptyList heading={t('dashboard.developers.webhooks.noTries')} />
      ) : (
        <div className="dash-card dash-table-frame">
          <DataTable
            caption={t('dashboard.developers.webhooks.tries')}
            columns={columns(page)}
            rows={view.tries}
            rowKey={({ id }) => String(id)}
          />
        </div>
      )}
      <section className="dash-card" aria-labelledby="payload">
        <h2 id="payload">{t('dashboard.developers.webhooks.payload')}</h2>
        <CodeBlock>{JSON.stringify(view.payload, null, 2)}</CodeBlock>
      </section>
    </DevelopersFrame>
  );
}

function columns(page: DashboardPage): readonly Column<ShownTry>[] {
  const { t, dateTime } = page.words;
  return [
    {
      id: 'at',
      label: t('dashboard.developers.at'),
      cell: ({ at }) => <Moment at={at} page={page} exact />,
    },
    {
      id: 'result',
      label: t('dashboard.developers.requests.result'),
      cell: (shown) => (
        <span>
          {triedTold(shown, page)}
          {shown.nextTryAt === null ? null : (
            <span className="dash-cell-quiet">
              {t('dashboard.developers.webhooks.nextTry', { date: dateTime(shown.nextTryAt) })}
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'answer',
      label: t('dashboard.developers.webhooks.answer'),
      cell: ({ answer }) =>
        answer === null ? (
          t('dashboard.developers.webhooks.emptyAnswer')
        ) : (
          <span className="dev-mono">{answer}</span>
        ),
    },
    {
      id: 'took',
      label: t('dashboard.developers.took'),
      cell: ({ durationMs }) => t('dashboard.developers.ms', { ms: durationMs }),
      isFigure: true,
    },
  ];
}

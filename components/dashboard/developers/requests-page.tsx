import type { ReactNode } from 'react';
import type { DashboardPage } from '../dashboard-page.ts';
import { type Column, DataTable } from '../data-table.tsx';
import { EmptyList, FilterForm, ListPages, StateTag } from '../list-frame.tsx';
import { CodeBlock, DevelopersFrame, Facts, Moment, developersHref } from './developers-frame.tsx';

/** A call of the merchant API, as it was kept. */
export interface ShownRequest {
  readonly id: string;
  readonly createdAt: Date;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  readonly apiVersion: string;
  readonly idempotencyKey: string | null;
  readonly replayed: boolean;
  readonly params: unknown;
  readonly answered: string | null;
  readonly errorType: string | null;
  readonly errorCode: string | null;
  readonly errorParam: string | null;
  readonly errorMessage: string | null;
}

/** What a key is called in lists and filters. */
export interface NamedKey {
  readonly id: string;
  readonly name: string;
}

export const REQUEST_RESULTS = ['succeeded', 'refused', 'failed'] as const;

/** Filters as they stand in the address; empty: none. */
export interface RequestQuery {
  readonly result: string;
  readonly path: string;
  readonly key: string;
  readonly from: string;
  readonly to: string;
}

export interface RequestsView {
  readonly requests: readonly (ShownRequest & { readonly key: string })[];
  readonly query: RequestQuery;
  readonly keys: readonly NamedKey[];
  /** An id that was looked for and is not there; null: none was. */
  readonly missing: string | null;
  readonly newestHref: string | null;
  readonly olderHref: string | null;
}

/** Calls of one mode, the latest first. */
export function RequestsPage({ view, page }: { view: RequestsView; page: DashboardPage }) {
  const { t } = page.words;
  const here = developersHref(page, '/requests');
  const isFiltered = Object.values(view.query).some((value) => value !== '');
  return (
    <DevelopersFrame
      page={page}
      part="/requests"
      heading={t('dashboard.developers.requests.heading')}
      intro={t(`dashboard.developers.requests.intro.${page.mode}`)}
    >
      <form className="dash-card dev-find" method="get" action={here}>
        <label htmlFor="request-id">{t('dashboard.developers.requests.find')}</label>
        <div>
          <input
            id="request-id"
            className="field dev-mono"
            name="id"
            defaultValue={view.missing ?? ''}
            placeholder="req_…"
            autoComplete="off"
            aria-describedby={view.missing === null ? undefined : 'request-missing'}
          />
          <button type="submit" className="button-secondary">
            {t('dashboard.developers.requests.findSubmit')}
          </button>
        </div>
        {view.missing === null ? null : (
          <p className="field-error" id="request-missing" role="alert">
            {t('dashboard.developers.requests.missing')}
          </p>
        )}
      </form>
      <Filters view={view} page={page} action={here} isFiltered={isFiltered} />
      {view.requests.length === 0 ? (
        <EmptyList
          heading={t(
            isFiltered
              ? 'dashboard.developers.requests.noneSuch'
              : 'dashboard.developers.requests.none',
          )}
        >
          <p>{t('dashboard.developers.requests.noneMore')}</p>
        </EmptyList>
      ) : (
        <div className="dash-card dash-table-frame">
          <DataTable
            caption={t('dashboard.developers.requests.heading')}
            columns={columns(page)}
            rows={view.requests}
            rowKey={({ id }) => id}
          />
        </div>
      )}
      <ListPages words={page.words} newestHref={view.newestHref} olderHref={view.olderHref} />
    </DevelopersFrame>
  );
}

function Filters(props: {
  view: RequestsView;
  page: DashboardPage;
  action: string;
  isFiltered: boolean;
}) {
  const { view, page } = props;
  const { t } = page.words;
  const { query } = view;
  return (
    <FilterForm words={page.words} action={props.action} isFiltered={props.isFiltered}>
      <label>
        {t('dashboard.developers.requests.result')}
        <select className="field" name="result" defaultValue={query.result}>
          <option value="">{t('dashboard.developers.any')}</option>
          {REQUEST_RESULTS.map((result) => (
            <option key={result} value={result}>
              {t(`dashboard.developers.requests.results.${result}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('dashboard.developers.requests.path')}
        <input className="field" name="path" defaultValue={query.path} placeholder="/v1/refunds" />
      </label>
      <label>
        {t('dashboard.developers.requests.key')}
        <select className="field" name="key" defaultValue={query.key}>
          <option value="">{t('dashboard.developers.any')}</option>
          {view.keys.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('dashboard.developers.from')}
        <input className="field" type="datetime-local" name="from" defaultValue={query.from} />
      </label>
      <label>
        {t('dashboard.developers.to')}
        <input className="field" type="datetime-local" name="to" defaultValue={query.to} />
      </label>
    </FilterForm>
  );
}

function columns(page: DashboardPage): readonly Column<RequestsView['requests'][number]>[] {
  const { t } = page.words;
  return [
    {
      id: 'call',
      label: t('dashboard.developers.requests.call'),
      cell: ({ id, method, path, errorMessage }) => (
        <span>
          <a className="dev-mono" href={developersHref(page, `/requests/${id}`)}>
            {method} {path}
          </a>
          {errorMessage === null ? null : <span className="dash-cell-quiet">{errorMessage}</span>}
        </span>
      ),
    },
    {
      id: 'result',
      label: t('dashboard.developers.requests.result'),
      cell: ({ status }) => <Status status={status} />,
    },
    {
      id: 'at',
      label: t('dashboard.developers.at'),
      cell: ({ createdAt }) => <Moment at={createdAt} page={page} />,
    },
    {
      id: 'key',
      label: t('dashboard.developers.requests.key'),
      cell: ({ key }) => key,
    },
    {
      id: 'took',
      label: t('dashboard.developers.took'),
      cell: ({ durationMs }) => t('dashboard.developers.ms', { ms: durationMs }),
      isFigure: true,
    },
  ];
}

function Status({ status }: { status: number }): ReactNode {
  return (
    <StateTag look={status < 400 ? 'ok' : status < 500 ? 'warn' : 'danger'}>{status}</StateTag>
  );
}

/** One call. */
export function RequestPage(props: {
  page: DashboardPage;
  request: ShownRequest;
  keyName: string;
}) {
  const { page, request } = props;
  const { t } = page.words;
  const mono = (text: string) => <span className="dev-mono">{text}</span>;
  const given = (name: string, value: string | null) =>
    value === null ? [] : [[name, mono(value)] as const];
  return (
    <DevelopersFrame
      page={page}
      part="/requests"
      heading={`${request.method} ${request.path}`}
      back={{
        href: developersHref(page, '/requests'),
        label: t('dashboard.developers.requests.back'),
      }}
    >
      {request.errorMessage === null ? null : (
        <section className="dash-card dev-error" aria-labelledby="error">
          <h2 id="error">{t('dashboard.developers.requests.error')}</h2>
          <p>{request.errorMessage}</p>
          <Facts
            facts={[
              ...given(t('dashboard.developers.requests.errorType'), request.errorType),
              ...given(t('dashboard.developers.requests.errorCode'), request.errorCode),
              ...given(t('dashboard.developers.requests.errorParam'), request.errorParam),
            ]}
          />
        </section>
      )}
      <section className="dash-card">
        <Facts
          facts={[
            [t('dashboard.developers.requests.id'), mono(request.id)],
            [t('dashboard.developers.requests.result'), <Status key="s" status={request.status} />],
            [
              t('dashboard.developers.at'),
              <Moment key="at" at={request.createdAt} page={page} exact />,
            ],
            [
              t('dashboard.developers.took'),
              t('dashboard.developers.ms', { ms: request.durationMs }),
            ],
            [t('dashboard.developers.requests.key'), props.keyName],
            [t('dashboard.developers.requests.version'), mono(request.apiVersion)],
            ...given(t('dashboard.developers.requests.idempotencyKey'), request.idempotencyKey),
            ...(request.replayed
              ? [
                  [
                    t('dashboard.developers.requests.answer'),
                    t('dashboard.developers.requests.replayed'),
                  ] as const,
                ]
              : []),
            ...given(t('dashboard.developers.requests.answered'), request.answered),
          ]}
        />
      </section>
      <section className="dash-card" aria-labelledby="params">
        <h2 id="params">{t('dashboard.developers.requests.params')}</h2>
        <p className="dash-hint">{t('dashboard.developers.requests.redacted')}</p>
        {request.params === null ? (
          <p>{t('dashboard.developers.requests.noParams')}</p>
        ) : (
          <CodeBlock>{JSON.stringify(request.params, null, 2)}</CodeBlock>
        )}
      </section>
    </DevelopersFrame>
  );
}

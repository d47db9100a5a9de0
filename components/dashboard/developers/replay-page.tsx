import { EVENT_TYPES } from '#lib/domain/event-type.ts';
import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction, Refusal } from '../form-answer.ts';
import { OperatorForm } from '../islands/operator-form.tsx';
import { DevelopersFrame, developersHref } from './developers-frame.tsx';
import type { ShownEndpoint } from './webhooks-page.tsx';

/** A range as it stands in the address, in Hong Kong time. */
export interface ReplayQuery {
  readonly from: string;
  readonly to: string;
  readonly types: readonly string[];
  readonly all: boolean;
}

export interface ReplayView {
  readonly endpoint: ShownEndpoint;
  readonly query: ReplayQuery;
  /** What is wrong with the range; null: nothing, or none was given. */
  readonly problem: 'missing' | 'order' | null;
  /** How many events it would send; null before a range is given. */
  readonly count: number | null;
  readonly isAtLimit: boolean;
  readonly refused: Refusal | null;
}

/** Sends the events of a time again: first how many there are, then the button that does it. */
export function ReplayPage(props: { view: ReplayView; page: DashboardPage; replay: FormAction }) {
  const { view, page } = props;
  const { t } = page.words;
  const { endpoint, query } = view;
  const here = developersHref(page, `/webhooks/${endpoint.id}`);
  return (
    <DevelopersFrame
      page={page}
      part="/webhooks"
      heading={t('dashboard.developers.replay.heading')}
      intro={t('dashboard.developers.replay.intro')}
      back={{ href: here, label: t('dashboard.developers.webhooks.backToLog') }}
      refused={view.refused}
    >
      <form className="dash-card dev-replay" method="get" action={`${here}/replay`}>
        <p className="dev-url">{endpoint.url}</p>
        {view.problem === null ? null : (
          <p className="dash-refused" role="alert">
            {t(`dashboard.developers.replay.problem.${view.problem}`)}
          </p>
        )}
        <div className="dash-field">
          <label htmlFor="from">{t('dashboard.developers.from')}</label>
          <input
            id="from"
            className="field"
            type="datetime-local"
            name="from"
            defaultValue={query.from}
          />
        </div>
        <div className="dash-field">
          <label htmlFor="to">{t('dashboard.developers.to')}</label>
          <input
            id="to"
            className="field"
            type="datetime-local"
            name="to"
            defaultValue={query.to}
          />
        </div>
        <div className="dash-field">
          <label htmlFor="types">{t('dashboard.developers.replay.types')}</label>
          <select
            id="types"
            className="field dev-types"
            name="types"
            multiple
            defaultValue={query.types}
          >
            {Object.keys(EVENT_TYPES).map((type) => (
              <option key={type}>{type}</option>
            ))}
          </select>
          <p className="dash-hint">{t('dashboard.developers.replay.typesHint')}</p>
        </div>
        <label className="dash-check">
          <input type="checkbox" name="all" value="on" defaultChecked={query.all} />
          <span>
            {t('dashboard.developers.replay.all')}
            <span className="dash-hint">{t('dashboard.developers.replay.allHint')}</span>
          </span>
        </label>
        <button type="submit" className="button-secondary">
          {t('dashboard.developers.replay.count')}
        </button>
      </form>
      {view.count === null ? null : (
        <section className="dash-card" aria-labelledby="found">
          <h2 id="found">{t('dashboard.developers.replay.found', { count: view.count })}</h2>
          <p>
            {t(
              view.isAtLimit
                ? 'dashboard.developers.replay.atLimit'
                : view.count === 0
                  ? 'dashboard.developers.replay.nothing'
                  : 'dashboard.developers.replay.sameIds',
            )}
          </p>
          {view.count === 0 ? null : (
            <OperatorForm
              action={props.replay}
              hidden={{
                ...page.hidden,
                endpoint: endpoint.id,
                from: query.from,
                to: query.to,
                types: query.types.join(','),
                all: query.all ? 'yes' : 'no',
                expected: String(view.count),
              }}
              fields={[]}
              submit={t('dashboard.developers.replay.submit', { count: view.count })}
              words={formWords(page.words)}
              refusals={refusalWords(page.words)}
              refused={null}
            />
          )}
        </section>
      )}
    </DevelopersFrame>
  );
}

import { METHOD_IDS, type MethodId } from '#lib/domain/method-id.ts';
import { IN_APP_BROWSERS } from '#lib/domain/in-app-browser.ts';
import { mayDo } from '#lib/domain/operator-role.ts';
import { regionName } from '#lib/i18n/region-name.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { OUTAGE_ACTIONS, type OutageAction } from '#lib/ordering/ordering-config.ts';
import { PlainButton } from '../account-page.tsx';
import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import { type Column, DataTable } from '../data-table.tsx';
import type { FormAction } from '../form-answer.ts';
import type { FieldSpec } from '../islands/field-schema.ts';
import { OperatorForm } from '../islands/operator-form.tsx';
import { ListPages } from '../list-frame.tsx';
import { reasonFields } from './method-fields.ts';
import { MethodsFrame, type MethodsNotices } from './methods-frame.tsx';
import type { OutageView } from './views.ts';

export interface OutagesView {
  readonly open: readonly OutageView[];
  /** The newest first. */
  readonly past: readonly OutageView[];
  readonly olderHref: string | null;
  readonly newestHref: string | null;
  /** Methods that are set up, which can be taken out. */
  readonly setUp: readonly MethodId[];
  /** What is done unless told. */
  readonly usualAction: OutageAction;
  readonly notices: MethodsNotices;
}

export interface OutagesActions {
  readonly takeOut: FormAction;
  readonly putBack: FormAction;
}

interface Props {
  readonly view: OutagesView;
  readonly page: DashboardPage;
  readonly actions: OutagesActions;
}

/** Methods that do not work, those that did not, and the switch by hand. */
export function OutagesPage({ view, page, actions }: Props) {
  const { words } = page;
  const { t } = words;
  const mayChange = mayDo(page.shop.role, 'methods.change');
  return (
    <MethodsFrame
      page={page}
      tab="outages"
      heading={t('dashboard.methods.outages.heading')}
      notices={view.notices}
    >
      <section className="dash-card" aria-labelledby="open">
        <h2 id="open">{t('dashboard.methods.outages.open')}</h2>
        {view.open.length === 0 ? <p>{t('dashboard.methods.outages.noneOpen')}</p> : null}
        <ul className="dash-list methods-maybe">
          {view.open.map((outage) => (
            <li key={outage.id}>
              <span className="dash-list-text">
                <strong>{words.methodName(outage.method)}</strong>
                <span>
                  {t('dashboard.methods.outages.since', { at: words.dateTime(outage.since) })}
                </span>
                <span>{t(`dashboard.methods.outages.${outage.action}`)}</span>
                {toldOf(outage, words).map((line) => (
                  <span key={line}>{line}</span>
                ))}
                {outage.endsAt === null ? null : (
                  <span>
                    {t('dashboard.methods.outages.endsAt', { at: words.dateTime(outage.endsAt) })}
                  </span>
                )}
              </span>
              {mayChange ? (
                <PlainButton
                  action={actions.putBack}
                  hidden={{ ...page.hidden, outage: outage.id }}
                  label={t('dashboard.methods.outages.putBack')}
                  name={t('dashboard.methods.outages.putBackNamed', {
                    method: words.methodName(outage.method),
                  })}
                />
              ) : null}
            </li>
          ))}
        </ul>
      </section>
      {mayChange && view.setUp.length > 0 ? (
        <section className="dash-card" aria-labelledby="take">
          <h2 id="take">{t('dashboard.methods.outages.take')}</h2>
          <p>{t('dashboard.methods.outages.takeIntro')}</p>
          <OperatorForm
            // What was typed for one outage is none of the next one's.
            key={view.open.map(({ id }) => id).join()}
            action={actions.takeOut}
            hidden={page.hidden}
            fields={takeOutFields(words, view)}
            submit={t('dashboard.methods.outages.takeOut')}
            button="danger"
            words={formWords(words)}
            refusals={refusalWords(words)}
            refused={null}
          />
        </section>
      ) : null}
      <section className="dash-card" aria-labelledby="past">
        <h2 id="past">{t('dashboard.methods.outages.past')}</h2>
        {view.past.length === 0 ? (
          <p>{t('dashboard.methods.outages.nonePast')}</p>
        ) : (
          <DataTable
            caption={t('dashboard.methods.outages.past')}
            columns={pastColumns(words)}
            rows={view.past}
            rowKey={({ id }) => id}
          />
        )}
        <ListPages words={words} newestHref={view.newestHref} olderHref={view.olderHref} />
      </section>
    </MethodsFrame>
  );
}

function takeOutFields(words: Words, view: OutagesView): readonly FieldSpec[] {
  const { t } = words;
  return [
    {
      name: 'method',
      label: t('dashboard.methods.outages.method'),
      type: 'select',
      value: '',
      wrong: t('dashboard.methods.outages.chooseMethod'),
      choices: [
        { value: '', label: t('dashboard.methods.order.nothing') },
        ...METHOD_IDS.filter((id) => view.setUp.includes(id)).map((id) => ({
          value: id,
          label: words.methodName(id),
        })),
      ],
    },
    {
      name: 'do',
      label: t('dashboard.methods.outages.do'),
      type: 'radio',
      value: view.usualAction,
      wrong: t('dashboard.methods.order.choose'),
      choices: OUTAGE_ACTIONS.map((action) => ({
        value: action,
        label: t(`dashboard.methods.order.${action}`),
      })),
    },
    ...reasonFields(words),
    {
      name: 'ends',
      label: t('dashboard.methods.outages.ends'),
      type: 'datetime',
      optional: true,
      hint: t('dashboard.methods.outages.endsHint'),
      wrong: t('dashboard.methods.outages.endsWrong'),
    },
  ];
}

function pastColumns(words: Words): readonly Column<OutageView>[] {
  const { t, dateTime } = words;
  return [
    {
      id: 'method',
      label: t('dashboard.methods.outages.method'),
      cell: ({ method }) => words.methodName(method),
    },
    {
      id: 'when',
      label: t('dashboard.methods.outages.when'),
      cell: ({ since, endedAt }) =>
        endedAt === null
          ? t('dashboard.methods.outages.since', { at: dateTime(since) })
          : t('dashboard.methods.outages.until', { from: dateTime(since), to: dateTime(endedAt) }),
    },
    {
      id: 'what',
      label: t('dashboard.methods.outages.what'),
      cell: ({ action }) => t(`dashboard.methods.outages.${action}`),
    },
    {
      id: 'why',
      label: t('dashboard.methods.outages.why'),
      cell: (outage) => (
        <span>
          {toldOf(outage, words).map((line) => (
            <span key={line} className="methods-line">
              {line}
            </span>
          ))}
          {outage.endedBy === null ? null : (
            <span className="dash-cell-quiet">
              {t(`dashboard.methods.outages.endedBy.${outage.endedBy}`)}
            </span>
          )}
        </span>
      ),
    },
  ];
}

/** Who said so and by what, for whom it holds, and what shoppers read. */
function toldOf(outage: OutageView, words: Words): readonly string[] {
  const { t } = words;
  const { evidence, publicReason } = outage;
  const reason = publicReason[words.locale];
  return [
    evidence === null || outage.raisedBy === 'merchant'
      ? t('dashboard.methods.outages.byMerchant')
      : t('dashboard.methods.outages.byDetector', {
          failed: evidence.failed,
          open: evidence.open,
          all: evidence.failed + evidence.paid + evidence.open,
        }),
    scopeText(outage, words),
    ...(reason === undefined ? [] : [t('dashboard.methods.outages.said', { reason })]),
  ];
}

function scopeText({ scope }: OutageView, words: Words): string {
  const { t } = words;
  switch (scope.kind) {
    case 'everywhere':
      return t('dashboard.methods.outages.everywhere');
    case 'region':
      return t('dashboard.methods.outages.region', { region: regionName(words, scope.region) });
    case 'in_app': {
      const app = IN_APP_BROWSERS.find((one) => one === scope.inApp);
      const name = app === undefined ? scope.inApp : t(`inApp.apps.${app}`);
      return t('dashboard.methods.outages.inApp', { app: name });
    }
  }
}

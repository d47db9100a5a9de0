import { EVENT_TYPES } from '#lib/domain/event-type.ts';
import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction, Refusal } from '../form-answer.ts';
import { DialogForm } from '../islands/dialog-form.tsx';
import type { FieldSpec } from '../islands/field-schema.ts';
import { OperatorForm } from '../islands/operator-form.tsx';
import type { ShownOnceWords } from '../islands/shown-once.tsx';
import { DevelopersFrame, developersHref } from './developers-frame.tsx';
import type { ShownEndpoint } from './webhooks-page.tsx';

const MAX_OVERLAP_HOURS = 24;

/** Where an endpoint is added. */
export function NewEndpointPage(props: {
  page: DashboardPage;
  action: FormAction;
  /** What is sent where nothing is typed. */
  defaultVersion: string;
  refused: Refusal | null;
}) {
  const { page } = props;
  const { t } = page.words;
  return (
    <DevelopersFrame
      page={page}
      part="/webhooks"
      heading={t(`dashboard.developers.webhooks.add.${page.mode}`)}
      intro={t(`dashboard.developers.webhooks.addIntro.${page.mode}`)}
      back={{
        href: developersHref(page, '/webhooks'),
        label: t('dashboard.developers.webhooks.back'),
      }}
    >
      <section className="dash-card dev-endpoint-form">
        <OperatorForm
          action={props.action}
          hidden={page.hidden}
          fields={[
            ...endpointFields(page, null),
            {
              name: 'version',
              label: t('dashboard.developers.webhooks.version'),
              type: 'text',
              optional: true,
              hint: t('dashboard.developers.webhooks.versionHint', {
                version: props.defaultVersion,
              }),
              wrong: '',
              maxChars: 50,
            },
          ]}
          submit={t('dashboard.developers.webhooks.addSubmit')}
          words={formWords(page.words)}
          refusals={refusalWords(page.words)}
          refused={props.refused}
          secrets={shownSecretWords(page, developersHref(page, '/webhooks'))}
        />
      </section>
    </DevelopersFrame>
  );
}

/** What can be changed of one: its settings, whether it is on, its secret, and its end. */
export function EndpointSettingsPage(props: {
  page: DashboardPage;
  endpoint: ShownEndpoint;
  /** What the forms were drawn from. */
  versions: { readonly settings: string; readonly secret: string };
  actions: {
    readonly change: FormAction;
    readonly switchTo: FormAction;
    readonly roll: FormAction;
    readonly remove: FormAction;
  };
  refused: Refusal | null;
}) {
  const { page, endpoint, versions, actions } = props;
  const { t } = page.words;
  const hidden = { ...page.hidden, endpoint: endpoint.id };
  const common = { words: formWords(page.words), refusals: refusalWords(page.words) };
  const href = developersHref(page, `/webhooks/${endpoint.id}`);
  return (
    <DevelopersFrame
      page={page}
      part="/webhooks"
      heading={t('dashboard.developers.webhooks.settings')}
      intro={endpoint.url}
      back={{ href, label: t('dashboard.developers.webhooks.backToLog') }}
      refused={props.refused}
    >
      <section className="dash-card dev-endpoint-form">
        <OperatorForm
          {...common}
          action={actions.change}
          hidden={{ ...hidden, drawn: versions.settings }}
          fields={endpointFields(page, endpoint)}
          submit={t('dashboard.form.save')}
          refused={null}
        />
      </section>
      <section className="dash-card" aria-labelledby="switch">
        <h2 id="switch">
          {t(
            endpoint.enabled
              ? 'dashboard.developers.webhooks.switchOff'
              : 'dashboard.developers.webhooks.switchOn',
          )}
        </h2>
        <p>
          {t(
            endpoint.enabled
              ? 'dashboard.developers.webhooks.switchOffIntro'
              : 'dashboard.developers.webhooks.switchOnIntro',
          )}
        </p>
        <OperatorForm
          {...common}
          action={actions.switchTo}
          hidden={{ ...hidden, on: endpoint.enabled ? 'no' : 'yes' }}
          fields={[]}
          submit={t(
            endpoint.enabled
              ? 'dashboard.developers.webhooks.switchOff'
              : 'dashboard.developers.webhooks.switchOn',
          )}
          button="secondary"
          refused={null}
        />
      </section>
      <section className="dash-card" aria-labelledby="secret">
        <h2 id="secret">{t('dashboard.developers.webhooks.roll')}</h2>
        <p>{t('dashboard.developers.webhooks.rollIntro')}</p>
        <OperatorForm
          {...common}
          action={actions.roll}
          hidden={{ ...hidden, drawn: versions.secret }}
          fields={[
            {
              name: 'hours',
              label: t('dashboard.developers.webhooks.overlap'),
              type: 'integer',
              value: String(MAX_OVERLAP_HOURS),
              after: t('dashboard.developers.hours'),
              hint: t('dashboard.developers.webhooks.overlapHint', { most: MAX_OVERLAP_HOURS }),
              wrong: t('dashboard.developers.webhooks.overlapHint', { most: MAX_OVERLAP_HOURS }),
            },
          ]}
          submit={t('dashboard.developers.webhooks.rollSubmit')}
          button="secondary"
          refused={null}
          secrets={shownSecretWords(page, href)}
        />
      </section>
      <section className="dash-card" aria-labelledby="remove">
        <h2 id="remove">{t('dashboard.developers.webhooks.remove')}</h2>
        <p>{t('dashboard.developers.webhooks.removeIntro')}</p>
        <div className="dash-actions">
          <DialogForm
            open={t('dashboard.developers.webhooks.removeOpen')}
            heading={t('dashboard.developers.webhooks.remove')}
            intro={endpoint.url}
            close={t('dashboard.form.cancel')}
            isAlert
            form={{
              ...common,
              action: actions.remove,
              hidden,
              fields: [],
              submit: t('dashboard.developers.webhooks.removeSubmit'),
              button: 'danger',
              refused: null,
            }}
          />
        </div>
      </section>
    </DevelopersFrame>
  );
}

function endpointFields(page: DashboardPage, endpoint: ShownEndpoint | null): readonly FieldSpec[] {
  const { t } = page.words;
  const isAll = endpoint === null || endpoint.enabledEvents.includes('*');
  return [
    {
      name: 'url',
      label: t('dashboard.developers.webhooks.url'),
      type: 'url',
      value: endpoint?.url ?? '',
      hint: t(`dashboard.developers.webhooks.urlHint.${page.mode}`),
      wrong: t('dashboard.developers.webhooks.fault.form'),
      maxChars: 2048,
    },
    {
      name: 'description',
      label: t('dashboard.developers.webhooks.description'),
      type: 'text',
      optional: true,
      value: endpoint?.description ?? '',
      wrong: t('dashboard.developers.webhooks.descriptionWrong'),
    },
    {
      name: 'which',
      label: t('dashboard.developers.webhooks.events'),
      type: 'radio',
      value: isAll ? 'all' : 'some',
      wrong: t('dashboard.developers.webhooks.whichWrong'),
      choices: [
        {
          value: 'all',
          label: t('dashboard.developers.webhooks.all'),
          hint: t('dashboard.developers.webhooks.allHint'),
        },
        { value: 'some', label: t('dashboard.developers.webhooks.chosen') },
      ],
    },
    ...eventFields(isAll ? [] : (endpoint?.enabledEvents ?? [])),
  ];
}

/** What each group's field is called: its types all begin so. */
export function eventGroups(): readonly {
  readonly name: string;
  readonly types: readonly string[];
}[] {
  const groups = new Map<string, string[]>();
  for (const type of Object.keys(EVENT_TYPES)) {
    const name = type.split('.', 1)[0] ?? type;
    groups.set(name, [...(groups.get(name) ?? []), type]);
  }
  return [...groups].map(([name, types]) => ({ name, types }));
}

/** A field for each group of types; `chosen`: what is ticked. */
function eventFields(chosen: readonly string[]): readonly FieldSpec[] {
  return eventGroups().map(({ name, types }) => ({
    name: `events_${name}`,
    label: name,
    type: 'checkboxes' as const,
    optional: true,
    wrong: '',
    value: chosen.filter((type) => types.includes(type)),
    choices: types.map((type) => ({ value: type, label: type })),
  }));
}

function shownSecretWords(page: DashboardPage, doneHref: string): ShownOnceWords {
  const { t } = page.words;
  return {
    heading: t('dashboard.developers.webhooks.shown'),
    intro: t('dashboard.developers.webhooks.shownIntro'),
    copy: t('dashboard.developers.copy'),
    copyName: t('dashboard.developers.webhooks.shownCopy'),
    copied: t('dashboard.developers.copied'),
    done: t('dashboard.developers.kept'),
    doneHref,
  };
}

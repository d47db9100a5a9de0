import { MAX_OVERLAP_HOURS } from '#lib/domain/api-key-end.ts';
import { API_POWERS, API_RESOURCES } from '#lib/domain/api-scope.ts';
import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction, Refusal } from '../form-answer.ts';
import { DialogForm } from '../islands/dialog-form.tsx';
import { OperatorForm } from '../islands/operator-form.tsx';
import type { ShownOnceWords } from '../islands/shown-once.tsx';
import { DevelopersFrame, Facts, Moment, developersHref } from './developers-frame.tsx';
import { type ShownKey, keyName } from './keys-page.tsx';

/** Where a key is made. */
export function NewKeyPage(props: {
  page: DashboardPage;
  action: FormAction;
  refused: Refusal | null;
}) {
  const { page, action, refused } = props;
  const { t } = page.words;
  const scope = (value: string) => ({ value, label: value });
  return (
    <DevelopersFrame
      page={page}
      part="/keys"
      heading={t(`dashboard.developers.keys.make.${page.mode}`)}
      intro={t(`dashboard.developers.keys.makeIntro.${page.mode}`)}
      back={keysBack(page)}
    >
      <section className="dash-card dev-key-form">
        <OperatorForm
          action={action}
          hidden={page.hidden}
          fields={[
            {
              name: 'name',
              label: t('dashboard.developers.keys.name'),
              type: 'text',
              hint: t('dashboard.developers.keys.nameHint'),
              wrong: t('dashboard.developers.keys.nameWrong'),
              maxChars: 100,
            },
            {
              name: 'kind',
              label: t('dashboard.developers.keys.may'),
              type: 'radio',
              value: 'restricted',
              wrong: t('dashboard.developers.keys.kindWrong'),
              choices: [
                {
                  value: 'restricted',
                  label: t('dashboard.developers.keys.kind.restricted'),
                  hint: t('dashboard.developers.keys.kind.restrictedHint'),
                },
                {
                  value: 'secret',
                  label: t('dashboard.developers.keys.kind.secret'),
                  hint: t('dashboard.developers.keys.kind.secretHint'),
                },
              ],
            },
            {
              name: 'write',
              label: t('dashboard.developers.keys.write'),
              type: 'checkboxes',
              optional: true,
              hint: t('dashboard.developers.keys.writeHint'),
              wrong: '',
              choices: API_RESOURCES.map((resource) => scope(`${resource}.write`)),
            },
            {
              name: 'read',
              label: t('dashboard.developers.keys.read'),
              type: 'checkboxes',
              optional: true,
              wrong: '',
              choices: API_RESOURCES.map((resource) => scope(`${resource}.read`)),
            },
            {
              name: 'powers',
              label: t('dashboard.developers.keys.powers'),
              type: 'checkboxes',
              optional: true,
              hint: t('dashboard.developers.keys.powersHint'),
              wrong: '',
              choices: API_POWERS.map(scope),
            },
            {
              name: 'ends',
              label: t('dashboard.developers.keys.endsField'),
              type: 'date',
              optional: true,
              hint: t('dashboard.developers.keys.endsHint'),
              wrong: t('dashboard.developers.keys.endsWrong'),
            },
          ]}
          submit={t('dashboard.developers.keys.makeSubmit')}
          words={formWords(page.words)}
          refusals={refusalWords(page.words)}
          refused={refused}
          secrets={shownKeyWords(page)}
        />
      </section>
    </DevelopersFrame>
  );
}

/** One key: what it may, a new one in its place, and its end. */
export function KeyPage(props: {
  page: DashboardPage;
  shown: ShownKey;
  actions: { readonly roll: FormAction; readonly revoke: FormAction };
  refused: Refusal | null;
}) {
  const { page, shown, actions, refused } = props;
  const { t } = page.words;
  const hidden = { ...page.hidden, key: shown.id };
  const common = { words: formWords(page.words), refusals: refusalWords(page.words) };
  return (
    <DevelopersFrame page={page} part="/keys" heading={keyName(page, shown)} back={keysBack(page)}>
      <section className="dash-card">
        <Facts facts={keyFacts(page, shown)} />
      </section>
      {shown.state === 'works' ? (
        <section className="dash-card" aria-labelledby="roll">
          <h2 id="roll">{t('dashboard.developers.keys.roll')}</h2>
          <p>{t('dashboard.developers.keys.rollIntro')}</p>
          <OperatorForm
            {...common}
            action={actions.roll}
            hidden={hidden}
            fields={[
              {
                name: 'hours',
                label: t('dashboard.developers.keys.overlap'),
                type: 'integer',
                value: '24',
                after: t('dashboard.developers.hours'),
                hint: t('dashboard.developers.keys.overlapHint', { most: MAX_OVERLAP_HOURS }),
                wrong: t('dashboard.developers.keys.overlapHint', { most: MAX_OVERLAP_HOURS }),
              },
            ]}
            submit={t('dashboard.developers.keys.rollSubmit')}
            refused={refused}
            secrets={shownKeyWords(page)}
          />
        </section>
      ) : null}
      {shown.state === 'works' || shown.state === 'rolled' ? (
        <section className="dash-card" aria-labelledby="revoke">
          <h2 id="revoke">{t('dashboard.developers.keys.revoke')}</h2>
          <p>{t('dashboard.developers.keys.revokeIntro')}</p>
          <div className="dash-actions">
            <DialogForm
              open={t('dashboard.developers.keys.revokeOpen')}
              heading={t('dashboard.developers.keys.revokeNamed', { name: keyName(page, shown) })}
              intro={t('dashboard.developers.keys.revokeIntro')}
              close={t('dashboard.form.cancel')}
              isAlert
              form={{
                ...common,
                action: actions.revoke,
                hidden,
                fields: [],
                submit: t('dashboard.developers.keys.revokeSubmit'),
                button: 'danger',
                refused: null,
              }}
            />
          </div>
        </section>
      ) : null}
    </DevelopersFrame>
  );
}

function keyFacts(page: DashboardPage, shown: ShownKey) {
  const { t } = page.words;
  const ends = shown.endsAt === null ? null : <Moment at={shown.endsAt} page={page} />;
  return [
    [
      t('dashboard.developers.keys.key'),
      <span key="key" className="dev-mono">
        {shown.prefix}…{shown.last4}
      </span>,
    ],
    [
      t('dashboard.developers.keys.may'),
      shown.kind === 'secret' ? (
        t('dashboard.developers.keys.everything')
      ) : (
        <span key="may" className="dev-mono">
          {shown.scopes.join(', ')}
        </span>
      ),
    ],
    [
      t('dashboard.developers.keys.used'),
      shown.lastUsedAt === null ? (
        t('dashboard.developers.never')
      ) : (
        <Moment key="used" at={shown.lastUsedAt} page={page} />
      ),
    ],
    [t('dashboard.developers.keys.ends'), ends ?? t('dashboard.developers.keys.noEnd')],
    [
      t('dashboard.developers.keys.made'),
      <span key="made">
        <Moment at={shown.createdAt} page={page} />
        <span className="dash-cell-quiet">
          {shown.madeBy ?? t('dashboard.developers.keys.byCommand')}
        </span>
      </span>,
    ],
  ] as const;
}

function keysBack(page: DashboardPage) {
  const { t } = page.words;
  return { href: developersHref(page, '/keys'), label: t('dashboard.developers.keys.back') };
}

function shownKeyWords(page: DashboardPage): ShownOnceWords {
  const { t } = page.words;
  return {
    heading: t('dashboard.developers.keys.shown'),
    intro: t('dashboard.developers.keys.shownIntro'),
    copy: t('dashboard.developers.copy'),
    copyName: t('dashboard.developers.keys.shownCopy'),
    copied: t('dashboard.developers.copied'),
    done: t('dashboard.developers.kept'),
    doneHref: developersHref(page, '/keys'),
  };
}

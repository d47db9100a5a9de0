import { CopyButton } from '../../checkout/islands/copy-button.tsx';
import { QrCode } from '../../checkout/qr-code.tsx';
import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction, Refusal } from '../form-answer.ts';
import { DialogForm } from '../islands/dialog-form.tsx';
import { OperatorForm } from '../islands/operator-form.tsx';
import { StateTag } from '../list-frame.tsx';
import { type LinkCard, STANDING_LOOKS, linkName, linkPrice, linkSold } from './link-card.ts';
import { settingsFields } from './link-fields.ts';

export const LINK_DONE = ['made', 'saved', 'on', 'off'] as const;

export interface LinkView {
  readonly card: LinkCard;
  readonly active: boolean;
  /** What its forms were drawn from. */
  readonly seen: string;
  /** As a field for a day and a time has it, in Hong Kong. */
  readonly until: string;
  readonly expiresAt: Date | null;
  readonly thanks: string | null;
  readonly redirect: string | null;
  readonly closedNote: string | null;
  readonly questions: readonly { readonly label: string; readonly optional: boolean }[];
  /** Null: every method of the shop's. */
  readonly methods: readonly string[] | null;
  readonly mayChange: boolean;
  readonly done: (typeof LINK_DONE)[number] | null;
  readonly refused: Refusal | null;
}

interface Props {
  readonly view: LinkView;
  readonly page: DashboardPage;
  readonly actions: { readonly changeLink: FormAction; readonly switchLink: FormAction };
}

/** One link: what is handed to shoppers, what it earned, and its settings. */
export function LinkPage(props: Props) {
  const { view, page } = props;
  const { words } = page;
  const { t } = words;
  const { card } = view;
  return (
    <>
      <p className="dash-back">
        <a href={`${page.basePath}/links`}>{t('dashboard.links.back')}</a>
      </p>
      <div className="links-head">
        <h1 className="dash-title">
          {linkName(card, words)}{' '}
          <StateTag look={STANDING_LOOKS[card.standing]}>
            {t(`dashboard.links.standing.${card.standing}`)}
          </StateTag>
        </h1>
        {view.mayChange ? <Switch {...props} /> : null}
      </div>
      {view.done === null ? null : (
        <p className="notice" role="status">
          {t(`dashboard.links.done.${view.done}`)}
        </p>
      )}
      {view.refused === null ? null : (
        <p className="dash-refused" role="alert">
          {t(`dashboard.refused.${view.refused}`)}
        </p>
      )}
      <Share {...props} />
      <Earned {...props} />
      {view.mayChange ? <Settings {...props} /> : null}
    </>
  );
}

function Switch({ view, page, actions }: Props) {
  const { words } = page;
  const { t } = words;
  const form = {
    action: actions.switchLink,
    hidden: {
      ...page.hidden,
      link: view.card.id,
      seen: view.seen,
      active: view.active ? 'no' : 'yes',
    },
    words: formWords(words),
    refusals: refusalWords(words),
    refused: null,
  } as const;
  return view.active ? (
    <DialogForm
      open={t('dashboard.links.switchOff')}
      heading={t('dashboard.links.switchOff')}
      intro={<p>{t('dashboard.links.switchOffIntro')}</p>}
      close={t('dashboard.form.cancel')}
      form={{
        ...form,
        fields: [
          {
            name: 'closedNote',
            type: 'textarea',
            label: t('dashboard.links.field.closedNote'),
            value: view.closedNote ?? '',
            wrong: t('dashboard.links.wrong.closedNote'),
            optional: true,
            maxChars: 500,
          },
        ],
        submit: t('dashboard.links.switchOff'),
      }}
    />
  ) : (
    <DialogForm
      look="primary"
      open={t('dashboard.links.switchOn')}
      heading={t('dashboard.links.switchOn')}
      intro={<p>{t('dashboard.links.switchOnIntro')}</p>}
      close={t('dashboard.form.cancel')}
      form={{ ...form, fields: [], submit: t('dashboard.links.switchOn') }}
    />
  );
}

function Share({ view, page }: Props) {
  const { t } = page.words;
  const { url } = view.card;
  return (
    <section className="dash-card links-share" aria-labelledby="share">
      <div>
        <h2 id="share">{t('dashboard.links.share')}</h2>
        <p className="links-url">
          <a href={url}>{url}</a>
        </p>
        <div className="dash-actions">
          <CopyButton
            text={url}
            name={t('dashboard.links.copyNamed')}
            label={t('dashboard.links.copy')}
            copied={t('dashboard.links.copied')}
          />
          <a className="button-small" href={`${url}/poster.svg`}>
            {t('dashboard.links.poster')}
          </a>
          <a className="button-small" href={`${url}/poster.png`}>
            {t('dashboard.links.code')}
          </a>
        </div>
      </div>
      <QrCode id="link-code" payload={url} label={t('dashboard.links.codeOf')} />
    </section>
  );
}

function Earned({ view, page }: Props) {
  const { words } = page;
  const { t, money, dateTime } = words;
  const { card } = view;
  const facts: readonly (readonly [string, string])[] = [
    [t('dashboard.links.earned'), money(card.earned)],
    [t('dashboard.links.refunded'), money(card.refunded)],
    [t('dashboard.links.paid'), linkSold(card, words)],
    [t('dashboard.links.price'), linkPrice(card, words)],
    [t('dashboard.links.made'), dateTime(card.createdAt)],
    ...(view.expiresAt === null
      ? []
      : [[t('dashboard.links.closes'), dateTime(view.expiresAt)] as const]),
  ];
  return (
    <section className="dash-card" aria-labelledby="earned">
      <h2 id="earned">{t('dashboard.links.figures')}</h2>
      <dl className="links-figures">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Settings({ view, page, actions }: Props) {
  const { words } = page;
  const { t } = words;
  const { card } = view;
  const values = {
    limit: card.limit === null ? '' : String(card.limit),
    until: view.until,
    thanks: view.thanks ?? '',
    redirect: view.redirect ?? '',
    closedNote: view.closedNote ?? '',
    questions: view.questions.map(({ label, optional }) =>
      optional ? t('dashboard.links.field.optionalQuestion', { label }) : label,
    ),
    methods: view.methods ?? [],
  };
  return (
    <section className="dash-card" aria-labelledby="settings">
      <h2 id="settings">{t('dashboard.links.settings')}</h2>
      <p>{t('dashboard.links.settingsIntro')}</p>
      <OperatorForm
        key={view.seen}
        action={actions.changeLink}
        hidden={{ ...page.hidden, link: card.id, seen: view.seen }}
        fields={settingsFields(words, values)}
        submit={t('dashboard.form.save')}
        button="secondary"
        words={formWords(words)}
        refusals={refusalWords(words)}
        refused={null}
      />
    </section>
  );
}

import { mayDo } from '#lib/domain/operator-role.ts';
import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction, Refusal } from '../form-answer.ts';
import { DialogForm } from '../islands/dialog-form.tsx';
import { DraftForm, type DraftFormProps } from '../islands/draft-form.tsx';
import { BackToList, ExperimentHead } from './experiment-head.tsx';
import type { DraftEntries } from './draft-entries.ts';
import { draftWords } from './draft-words.ts';
import type { ExperimentDone, ExperimentView } from './experiment-view.ts';
import { POLICY_NAMES, policyName } from './figures.ts';
import { PlanCard, PlanFacts } from './plan-card.tsx';

/** What a form of a draft has to know of its shop. */
export interface DraftShop {
  /** Listed methods in the shop's own order. */
  readonly methods: DraftFormProps['methods'];
  readonly traffic: DraftFormProps['traffic'];
}

/** A draft that is to be made. */
export function NewDraftPage(props: {
  entries: DraftEntries;
  shop: DraftShop;
  page: DashboardPage;
  save: FormAction;
  refused: Refusal | null;
}) {
  const { page } = props;
  const { t } = page.words;
  return (
    <>
      <div>
        <BackToList page={page} />
        <h1 className="dash-title">{t('dashboard.experiments.newHeading')}</h1>
        <p className="dash-intro">{t('dashboard.experiments.newIntro')}</p>
      </div>
      <Refused refused={props.refused} page={page} />
      <Form {...props} hidden={page.hidden} submit={t('dashboard.experiments.create')} />
    </>
  );
}

/** A draft as it is saved, what stands in the way of its start, and the form to change it. */
export function DraftPage(props: {
  experiment: ExperimentView;
  entries: DraftEntries;
  /** Experiments that it would share shoppers with. */
  inTheWay: readonly string[];
  shop: DraftShop;
  page: DashboardPage;
  save: FormAction;
  start: FormAction;
  done: ExperimentDone | null;
  refused: Refusal | null;
}) {
  const { experiment, page } = props;
  const { t } = page.words;
  const mayChange = mayDo(page.shop.role, 'experiments.change');
  const hidden = {
    ...page.hidden,
    experiment: experiment.id,
    version: String(experiment.version),
  };
  return (
    <>
      <ExperimentHead {...props} />
      <PlanCard experiment={experiment} page={page} />
      {mayChange ? <StartCard {...props} hidden={hidden} /> : null}
      {mayChange ? (
        <>
          <h2 className="exp-section">{t('dashboard.experiments.changeHeading')}</h2>
          <Form {...props} hidden={hidden} submit={t('dashboard.experiments.save')} />
        </>
      ) : null}
    </>
  );
}

function Refused({ refused, page }: { refused: Refusal | null; page: DashboardPage }) {
  if (refused === null) return null;
  return (
    <p className="dash-refused" role="alert">
      {page.words.t(`dashboard.refused.${refused}`)}
    </p>
  );
}

function Form(props: {
  entries: DraftEntries;
  shop: DraftShop;
  page: DashboardPage;
  save: FormAction;
  hidden: DraftFormProps['hidden'];
  submit: string;
}) {
  const { page } = props;
  return (
    <DraftForm
      action={props.save}
      hidden={props.hidden}
      entries={props.entries}
      methods={props.shop.methods}
      policies={POLICY_NAMES.map((value) => ({ value, label: policyName(page.words, value) }))}
      traffic={props.shop.traffic}
      isLive={page.mode === 'live'}
      locale={page.locale}
      submit={props.submit}
      words={draftWords(page.words)}
      refusals={refusalWords(page.words)}
    />
  );
}

/** What starting freezes and does to shoppers, or what it waits for. */
function StartCard(props: {
  experiment: ExperimentView;
  inTheWay: readonly string[];
  page: DashboardPage;
  start: FormAction;
  hidden: DraftFormProps['hidden'];
}) {
  const { experiment, inTheWay, page } = props;
  const { t, list } = page.words;
  return (
    <section className="dash-card" aria-labelledby="start">
      <h2 id="start">{t('dashboard.experiments.start.heading')}</h2>
      <p>{t('dashboard.experiments.start.intro')}</p>
      {inTheWay.length > 0 ? (
        <p className="notice notice-warn exp-in-the-way">
          {t('dashboard.experiments.start.inTheWay', { names: list(inTheWay) })}
        </p>
      ) : (
        <div className="dash-actions">
          <DialogForm
            open={t('dashboard.experiments.start.open')}
            look="primary"
            heading={t('dashboard.experiments.start.ask')}
            intro={
              <>
                <p>{t('dashboard.experiments.start.frozen')}</p>
                <PlanFacts experiment={experiment} page={page} />
              </>
            }
            close={t('dashboard.form.cancel')}
            isAlert
            form={{
              action: props.start,
              hidden: props.hidden,
              fields: [],
              submit: t('dashboard.experiments.start.submit'),
              words: formWords(page.words),
              refusals: refusalWords(page.words),
              refused: null,
            }}
          />
        </div>
      )}
    </section>
  );
}

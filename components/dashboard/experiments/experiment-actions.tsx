import { mayDo } from '#lib/domain/operator-role.ts';
import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction } from '../form-answer.ts';
import type { FieldSpec } from '../islands/field-schema.ts';
import { DialogForm, type DialogFormProps } from '../islands/dialog-form.tsx';
import { type ExperimentView, armsStillIn } from './experiment-view.ts';
import { percent } from './figures.ts';

export interface ExperimentActions {
  readonly ramp: FormAction;
  readonly stopArm: FormAction;
  readonly stop: FormAction;
  readonly rollOut: FormAction;
  readonly rollBack: FormAction;
  readonly finish: FormAction;
}

interface Props {
  readonly experiment: ExperimentView;
  readonly page: DashboardPage;
  readonly actions: ExperimentActions;
}

/** What can be done with a started experiment, each with what becomes of shoppers. */
export function ExperimentActionsCard(props: Props) {
  const { experiment, page } = props;
  const { t } = page.words;
  if (!mayDo(page.shop.role, 'experiments.change')) return null;
  const state = stateOf(experiment);
  const { rollout } = experiment;
  return (
    <section className="dash-card" aria-labelledby="do">
      <h2 id="do">{t('dashboard.experiments.do.heading')}</h2>
      <p>
        {t(`dashboard.experiments.do.${state}`, {
          share: percent(rollout?.coverage ?? experiment.coverage),
          arm: rollout?.arm ?? '',
        })}
      </p>
      {state === 'finished' ? null : (
        <div className="dash-actions">
          {state === 'running' ? <Running {...props} /> : null}
          {state === 'ended' ? <RollOut {...props} /> : null}
          {state === 'rolling_out' ? <RollingOut {...props} /> : null}
        </div>
      )}
    </section>
  );
}

function stateOf({ status, rollout, finishedAt }: ExperimentView) {
  if (finishedAt !== null) return 'finished';
  if (status === 'running') return 'running';
  return rollout === null ? 'ended' : 'rolling_out';
}

function Running({ experiment, page, actions }: Props) {
  const { t } = page.words;
  const treatments = armsStillIn(experiment).filter(({ key }) => key !== experiment.arms[0]?.key);
  return (
    <>
      {experiment.coverage >= 1 ? null : (
        <Ask page={page} experiment={experiment} what="ramp" action={actions.ramp}>
          {[shareField(page)]}
        </Ask>
      )}
      {treatments.length < 2 ? null : (
        <Ask page={page} experiment={experiment} what="stopArm" action={actions.stopArm} isAlert>
          {[
            {
              name: 'arm',
              type: 'radio',
              label: t('dashboard.experiments.column.arm'),
              wrong: t('dashboard.experiments.problem.arm'),
              choices: treatments.map(({ key }) => ({ value: key, label: key })),
            },
          ]}
        </Ask>
      )}
      <Ask page={page} experiment={experiment} what="stop" action={actions.stop} isAlert />
    </>
  );
}

function RollOut({ experiment, page, actions }: Props) {
  const { t } = page.words;
  const arms = experiment.arms.filter(({ stopped }) => stopped === null || stopped.metric === null);
  return (
    <Ask page={page} experiment={experiment} what="rollOut" action={actions.rollOut}>
      {[
        {
          name: 'arm',
          type: 'radio',
          label: t('dashboard.experiments.column.arm'),
          wrong: t('dashboard.experiments.problem.arm'),
          choices: arms.map(({ key }) => ({ value: key, label: key })),
        },
        shareField(page),
      ]}
    </Ask>
  );
}

function RollingOut({ experiment, page, actions }: Props) {
  const { rollout } = experiment;
  if (rollout === null) return null;
  return (
    <>
      {rollout.coverage >= 1 ? null : (
        <Ask
          page={page}
          experiment={experiment}
          what="raise"
          action={actions.rollOut}
          hidden={{ arm: rollout.arm }}
        >
          {[shareField(page)]}
        </Ask>
      )}
      <Ask page={page} experiment={experiment} what="rollBack" action={actions.rollBack} isAlert />
      {mayDo(page.shop.role, 'ordering.change') ? (
        <Ask page={page} experiment={experiment} what="finish" action={actions.finish} isAlert />
      ) : null}
    </>
  );
}

function shareField({ words: { t } }: DashboardPage): FieldSpec {
  return {
    name: 'share',
    type: 'decimal',
    label: t('dashboard.experiments.do.share'),
    wrong: t('dashboard.experiments.problem.coverage'),
    after: '%',
  };
}

type Asked = 'ramp' | 'stopArm' | 'stop' | 'rollOut' | 'raise' | 'rollBack' | 'finish';

/** A button, and behind it the question: what will happen to shoppers, in words. */
function Ask(props: {
  page: DashboardPage;
  experiment: ExperimentView;
  what: Asked;
  action: FormAction;
  isAlert?: boolean;
  hidden?: Readonly<Record<string, string>>;
  children?: readonly FieldSpec[];
}) {
  const { page, experiment, what } = props;
  const { t } = page.words;
  const { rollout } = experiment;
  const told = {
    share: percent(rollout?.coverage ?? experiment.coverage),
    arm: rollout?.arm ?? '',
    control: experiment.arms[0]?.key ?? '',
  };
  const isEnd = what === 'stop' || what === 'stopArm' || what === 'rollBack';
  const form: DialogFormProps['form'] = {
    action: props.action,
    hidden: {
      ...page.hidden,
      experiment: experiment.id,
      version: String(experiment.version),
      ...props.hidden,
    },
    fields: props.children ?? [],
    submit: t(`dashboard.experiments.ask.${what}.submit`),
    button: isEnd ? 'danger' : 'primary',
    words: formWords(page.words),
    refusals: refusalWords(page.words),
    refused: null,
  };
  return (
    <DialogForm
      open={t(`dashboard.experiments.ask.${what}.open`)}
      heading={t(`dashboard.experiments.ask.${what}.heading`, told)}
      intro={t(`dashboard.experiments.ask.${what}.intro`, told)}
      close={t('dashboard.form.cancel')}
      isAlert={props.isAlert ?? false}
      form={form}
    />
  );
}

import { mayDo } from '#lib/domain/operator-role.ts';
import { type DashboardPage, formWords, refusalWords } from '../dashboard-page.ts';
import type { FormAction } from '../form-answer.ts';
import { DialogForm } from '../islands/dialog-form.tsx';
import { percent } from './figures.ts';

export interface HoldoutView {
  readonly share: number;
  readonly setAt: Date;
}

/** Who is kept out of every experiment: set once, and seen ever after. */
export function HoldoutCard(props: {
  holdout: HoldoutView | null;
  page: DashboardPage;
  action: FormAction;
}) {
  const { holdout, page } = props;
  const { t, dateTime } = page.words;
  const maySet = holdout === null && mayDo(page.shop.role, 'experiments.change');
  return (
    <section className="dash-card" aria-labelledby="holdout">
      <h2 id="holdout">{t('dashboard.experiments.holdout.heading')}</h2>
      <p>{t('dashboard.experiments.holdout.intro')}</p>
      <p className="exp-strong">
        {holdout === null
          ? t('dashboard.experiments.holdout.none')
          : t('dashboard.experiments.holdout.is', {
              share: percent(holdout.share),
              at: dateTime(holdout.setAt),
            })}
      </p>
      {maySet ? (
        <div className="dash-actions">
          <DialogForm
            open={t('dashboard.experiments.holdout.set')}
            heading={t('dashboard.experiments.holdout.setHeading')}
            intro={t('dashboard.experiments.holdout.setIntro')}
            close={t('dashboard.form.cancel')}
            isAlert
            form={{
              action: props.action,
              hidden: page.hidden,
              fields: [
                {
                  name: 'share',
                  type: 'decimal',
                  label: t('dashboard.experiments.holdout.share'),
                  wrong: t('dashboard.experiments.problem.holdout'),
                  after: '%',
                },
              ],
              submit: t('dashboard.experiments.holdout.submit'),
              words: formWords(page.words),
              refusals: refusalWords(page.words),
              refused: null,
            }}
          />
        </div>
      ) : null}
    </section>
  );
}

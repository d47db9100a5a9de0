import { refresh } from 'next/cache';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { Operated } from '#lib/operations/experiments/operate-experiment.ts';
import { problem, refused } from '../../../operator-action.ts';
import { wrongField } from './wrong-field.ts';

type NotDone = Exclude<Operated, { kind: 'done' }>;

/** Why something was not done to an experiment, to whoever asked for it. */
export async function notDone(operated: NotDone, words: Words): Promise<FormAnswer> {
  switch (operated.kind) {
    case 'not_found':
    case 'over':
      // Drawn anew, the page would have no such form any more, nor what was typed into it.
      return problem(words.t('dashboard.experiments.problem.gone'), null);
    case 'stale':
      // What is there now is drawn behind the form, and what it then sends is about that.
      refresh();
      return refused('stale');
    case 'in_the_way':
      return problem(
        words.t('dashboard.experiments.problem.inTheWay', { names: words.list(operated.names) }),
        null,
      );
    case 'rolling_out':
      return problem(words.t('dashboard.experiments.problem.rollingOut', operated), null);
    case 'wrong': {
      const { field, key } = wrongField(operated.param);
      return problem(words.t(`dashboard.experiments.problem.${key}`), field);
    }
  }
}

'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import {
  type DraftEntries,
  draftProblems,
  figureOf,
} from '#components/dashboard/experiments/draft-entries.ts';
import type { ExperimentDone } from '#components/dashboard/experiments/experiment-view.ts';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { mayDo } from '#lib/domain/operator-role.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import {
  type ExperimentOrder,
  draftAsOperator,
  holdOutAsOperator,
  operateExperiment,
} from '#lib/operations/experiments/operate-experiment.ts';
import { admitOperator, problem, refused } from '../../../operator-action.ts';
import { operatorRequest } from '../../../operator-request.ts';
import type { PermittedOperator } from '../../../require-operator.ts';
import { notDone } from './draft-answer.ts';
import { changeOfEntries, draftField, settingsOfEntries } from './draft-settings.ts';
import { ownerOf } from '../../../acting.ts';

const drawnFrom = {
  experiment: z.string().max(40),
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
};
const armField = z.string().max(40);
const shareField = z.string().max(20);

export async function createDraft(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { draft: draftField }, 'experiments.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const wrong = await draftRefused(operator, fields.draft);
  if (wrong !== null) return wrong;
  const by = await operatingAs(operator);
  const made = await draftAsOperator(operator.context, by, settingsOfEntries(fields.draft));
  if (made.kind !== 'done') return notDone(made, wordsFor(operator.locale));
  return redirect(`${operator.basePath}/experiments/${made.id}?done=created`);
}

export async function saveDraft(form: FormData): Promise<FormAnswer> {
  const sent = { ...drawnFrom, draft: draftField };
  const admitted = await admitOperator(form, sent, 'experiments.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const wrong = await draftRefused(operator, fields.draft);
  if (wrong !== null) return wrong;
  return carryOut(
    operator,
    fields,
    { do: 'change', change: changeOfEntries(fields.draft) },
    'saved',
  );
}

export async function startDraft(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, drawnFrom, 'experiments.change');
  if (admitted === null) return refused('try_again');
  return carryOut(admitted.operator, admitted.fields, { do: 'start' }, 'started');
}

export async function raiseShare(form: FormData): Promise<FormAnswer> {
  const sent = { ...drawnFrom, share: shareField };
  const admitted = await admitOperator(form, sent, 'experiments.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const coverage = shareOf(fields.share);
  if (coverage === null) return wrongShare(operator);
  return carryOut(operator, fields, { do: 'ramp', coverage }, 'ramped');
}

export async function takeArmAway(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { ...drawnFrom, arm: armField }, 'experiments.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  return carryOut(operator, fields, { do: 'stop_arm', arm: fields.arm }, 'arm_stopped');
}

export async function endExperiment(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, drawnFrom, 'experiments.change');
  if (admitted === null) return refused('try_again');
  return carryOut(admitted.operator, admitted.fields, { do: 'stop' }, 'stopped');
}

/** Also raises the share of one that is being rolled out. */
export async function rollOutArm(form: FormData): Promise<FormAnswer> {
  const sent = { ...drawnFrom, arm: armField, share: shareField };
  const admitted = await admitOperator(form, sent, 'experiments.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const coverage = shareOf(fields.share);
  if (coverage === null) return wrongShare(operator);
  const order = { do: 'roll_out', arm: fields.arm, coverage } as const;
  return carryOut(operator, fields, order, 'rolled_out');
}

export async function takeRolloutBack(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, drawnFrom, 'experiments.change');
  if (admitted === null) return refused('try_again');
  return carryOut(admitted.operator, admitted.fields, { do: 'roll_back' }, 'rolled_back');
}

/** It changes how methods are ordered, which takes that too. */
export async function makeOwnSetting(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, drawnFrom, 'experiments.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  if (!mayDo(operator.asking.membership.role, 'ordering.change')) return refused('role');
  return carryOut(operator, fields, { do: 'finish' }, 'finished');
}

export async function setHoldout(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { share: shareField }, 'experiments.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const { t } = wordsFor(operator.locale);
  const share = shareOf(fields.share);
  if (share === null || share >= 1) {
    return problem(t('dashboard.experiments.problem.holdout'), 'share');
  }
  const set = await holdOutAsOperator(operator.context, await operatingAs(operator), share);
  if (set.kind !== 'set') return problem(t('dashboard.experiments.problem.holdoutSet'), 'share');
  return redirect(`${operator.basePath}/experiments?done=holdout`);
}

async function carryOut(
  operator: PermittedOperator,
  { experiment: id, version }: { readonly experiment: string; readonly version: number },
  order: ExperimentOrder,
  done: ExperimentDone,
): Promise<FormAnswer> {
  const { context, locale, basePath } = operator;
  const operated = await operateExperiment(context, await operatingAs(operator), {
    id,
    version,
    order,
  });
  if (operated.kind !== 'done') return notDone(operated, wordsFor(locale));
  return redirect(`${basePath}/experiments/${operated.id}?done=${done}`);
}

async function operatingAs(operator: PermittedOperator) {
  const { livemode } = ownerOf(operator);
  const request = await operatorRequest(operator.context);
  return { asking: operator.asking, request, livemode };
}

/** What the form itself finds wrong, asked again here; null: nothing. */
async function draftRefused(
  operator: PermittedOperator,
  draft: DraftEntries,
): Promise<FormAnswer | null> {
  const [first] = draftProblems(draft, ownerOf(operator).livemode);
  if (first === undefined) return null;
  const { t } = wordsFor(operator.locale);
  return problem(t(`dashboard.experiments.problem.${first.problem}`), first.field);
}

function wrongShare({ locale }: PermittedOperator): Promise<FormAnswer> {
  return problem(wordsFor(locale).t('dashboard.experiments.problem.coverage'), 'share');
}

/** Above 0 and up to 1; null: it is not. */
function shareOf(perCent: string): number | null {
  const typed = figureOf(perCent);
  return typed === null || typed <= 0 || typed > 100 ? null : typed / 100;
}

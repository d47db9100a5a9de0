'use server';

import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { LISTED_METHOD_IDS } from '#lib/domain/method-id.ts';
import { REGION_CODES } from '#lib/domain/region-code.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import {
  type OrderChange,
  changeOrder,
  moveMethod as move,
  pauseOrder,
  resumeOrder,
} from '#lib/operations/methods/change-order.ts';
import { OUTAGE_ACTIONS } from '#lib/ordering/ordering-config.ts';
import { isOrderingPolicy } from '#lib/ordering/policies/table.ts';
import type { MethodsDone } from '#components/dashboard/methods/methods-frame.tsx';
import { admitOperator, backWith, problem, refused } from '../../../../operator-action.ts';
import type { PermittedOperator } from '../../../../require-operator.ts';
import { deskOf, doneAt, staleAnswer } from '../desk.ts';
import { listedMethodField, typedField, versionField } from '../fields.ts';

const countryField = z.enum([...REGION_CODES, 'unknown', '']);
const methodOrNone = z.enum([...LISTED_METHOD_IDS, '']).default('');

/** By what methods are ordered, how far they may move, and what becomes of those that stop working. */
export async function changePolicy(form: FormData): Promise<FormAnswer> {
  const sent = {
    version: versionField,
    policy: z.string().refine(isOrderingPolicy),
    displacement: typedField,
    outageAction: z.enum(OUTAGE_ACTIONS),
  };
  const admitted = await admitOperator(form, sent, 'ordering.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const { t } = wordsFor(operator.locale);
  const typed = fields.displacement.trim();
  const maxDisplacement = typed === '' ? null : Number(typed);
  const most = LISTED_METHOD_IDS.length - 1;
  if (maxDisplacement !== null && !(Number.isInteger(maxDisplacement) && maxDisplacement >= 0)) {
    return problem(t('dashboard.methods.order.displacementWrong'), 'displacement');
  }
  const result = await changeOrder(await deskOf(operator), fields.version, () => ({
    policy: fields.policy,
    outageAction: fields.outageAction,
    // Further than there are places is any.
    rules: {
      maxDisplacement: maxDisplacement === null || maxDisplacement > most ? null : maxDisplacement,
    },
  }));
  return answer(operator, result, 'saved');
}

/** One place up or down in the merchant's own order. */
export async function moveMethod(form: FormData): Promise<FormAnswer> {
  const sent = {
    version: versionField,
    method: listedMethodField,
    way: z.enum(['up', 'down']),
  };
  const admitted = await admitOperator(form, sent, 'ordering.change');
  if (admitted === null) return backWith('try_again');
  const { operator, fields } = admitted;
  const { version, method, way } = fields;
  const by = way === 'up' ? -1 : 1;
  const result = await move(await deskOf(operator), version, { method, by });
  return result.kind === 'changed' ? doneAt(operator, '/order', 'saved') : backWith('stale');
}

/** Shoppers of one country see another order, which begins with these. */
export async function setCountry(form: FormData): Promise<FormAnswer> {
  const sent = {
    version: versionField,
    country: countryField,
    first: methodOrNone,
    second: methodOrNone,
    third: methodOrNone,
  };
  const admitted = await admitOperator(form, sent, 'ordering.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const { t } = wordsFor(operator.locale);
  const { country, version } = fields;
  if (country === '') return problem(t('dashboard.methods.order.countryWrong'), 'country');
  const named = [fields.first, fields.second, fields.third];
  const order = named.flatMap((method) => (method === '' ? [] : [method]));
  if (order.length === 0 || new Set(order).size !== order.length) {
    return problem(t('dashboard.methods.order.methodWrong'), 'first');
  }
  const result = await changeOrder(await deskOf(operator), version, () => ({
    rules: { orderByRegion: { [country]: order } },
  }));
  return answer(operator, result, 'saved');
}

export async function removeCountry(form: FormData): Promise<FormAnswer> {
  const sent = { version: versionField, country: countryField };
  const admitted = await admitOperator(form, sent, 'ordering.change');
  if (admitted === null) return backWith('try_again');
  const { operator, fields } = admitted;
  const result = await changeOrder(await deskOf(operator), fields.version, () => ({
    rules: { orderByRegion: { [fields.country]: null } },
  }));
  return result.kind === 'changed' ? doneAt(operator, '/order', 'saved') : backWith('stale');
}

/** The kill switch. */
export async function pause(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, {}, 'ordering.change');
  if (admitted === null) return backWith('try_again');
  await pauseOrder(await deskOf(admitted.operator));
  return doneAt(admitted.operator, '/order', 'paused');
}

export async function resume(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, {}, 'ordering.change');
  if (admitted === null) return backWith('try_again');
  await resumeOrder(await deskOf(admitted.operator));
  return doneAt(admitted.operator, '/order', 'resumed');
}

function answer(
  operator: PermittedOperator,
  result: OrderChange,
  done: MethodsDone,
): Promise<FormAnswer> {
  switch (result.kind) {
    case 'changed':
      return doneAt(operator, '/order', done);
    case 'stale':
      return staleAnswer();
    case 'problem':
      return refused('not_taken');
  }
}

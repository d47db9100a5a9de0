'use server';

import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { readHongKongMoment } from '#lib/domain/hong-kong-time.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import {
  putBackMethod,
  takeOutAgain as takeAgain,
  takeOutMethod,
} from '#lib/operations/methods/take-out-method.ts';
import { OUTAGE_ACTIONS } from '#lib/ordering/ordering-config.ts';
import { admitOperator, backWith, problem, refused } from '../../../../operator-action.ts';
import { deskOf, doneAt } from '../desk.ts';
import { readReason, typedField } from '../fields.ts';

const outageField = z.string().regex(/^\w{5,40}$/);

/** Takes a method out of order by hand. */
export async function takeOut(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(
    form,
    {
      method: z.enum([...METHOD_IDS, '']),
      do: z.enum(OUTAGE_ACTIONS),
      reasonEn: typedField,
      reasonZh: typedField,
      ends: typedField,
    },
    'methods.change',
  );
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const { t } = wordsFor(operator.locale);
  const { method } = fields;
  if (method === '') return problem(t('dashboard.methods.outages.chooseMethod'), 'method');
  const en = readReason(fields.reasonEn);
  const zh = readReason(fields.reasonZh);
  if (en === undefined || zh === undefined) {
    const field = en === undefined ? 'reasonEn' : 'reasonZh';
    return problem(t('dashboard.methods.one.reasonWrong'), field);
  }
  const endsAt = readHongKongMoment(fields.ends);
  if (endsAt === null && fields.ends !== '')
    return problem(t('dashboard.methods.outages.endsWrong'), 'ends');
  const result = await takeOutMethod(await deskOf(operator), {
    method,
    action: fields.do,
    publicReason: { ...(en === null ? {} : { en }), ...(zh === null ? {} : { 'zh-HK': zh }) },
    endsAt,
  });
  switch (result.kind) {
    case 'done':
      return doneAt(operator, '/outages', 'raised', { outage: result.outage });
    case 'unknown':
      return refused('try_again');
    case 'problem':
      switch (result.param) {
        case 'ends_at':
          return problem(t('dashboard.methods.outages.endsWrong'), 'ends');
        case 'action':
          return problem(t('dashboard.methods.outages.noPlace'), 'do');
        default:
          return problem(t('dashboard.methods.outages.already'), 'method');
      }
  }
}

export async function putBack(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { outage: outageField }, 'methods.change');
  if (admitted === null) return backWith('try_again');
  const { operator, fields } = admitted;
  const result = await putBackMethod(await deskOf(operator), fields.outage);
  if (result.kind !== 'done') return backWith('try_again');
  return doneAt(operator, '/outages', 'ended', { outage: result.outage });
}

/** Undoes `putBack`. */
export async function takeOutAgain(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { outage: outageField }, 'methods.change');
  if (admitted === null) return backWith('try_again');
  const { operator, fields } = admitted;
  const result = await takeAgain(await deskOf(operator), fields.outage);
  if (result.kind !== 'done') return backWith('stale');
  return doneAt(operator, '/outages', 'raised', { outage: result.outage });
}

'use server';

import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { LISTED_METHOD_IDS } from '#lib/domain/method-id.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import {
  changeMethod as change,
  setUpMethod as setUp,
} from '#lib/operations/methods/change-method.ts';
import { changeOrder } from '#lib/operations/methods/change-order.ts';
import { admitOperator, problem, refused, ticked } from '../../../../operator-action.ts';
import { deskOf, doneAt, staleAnswer } from '../desk.ts';
import {
  listedMethodField,
  methodField,
  readAmount,
  readReason,
  seenField,
  typedField,
  versionField,
} from '../fields.ts';
import { limitProblem } from './limit-problem.ts';
import { rulesWith } from './rules-with.ts';

/** Switches a method on or off, with what shoppers read of it and the amounts it is offered for. */
export async function changeMethod(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(
    form,
    {
      method: methodField,
      seen: seenField,
      offered: z.enum(['on', 'off']),
      reasonEn: typedField,
      reasonZh: typedField,
      minAmount: typedField,
      maxAmount: typedField,
    },
    'methods.change',
  );
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const { method, seen } = fields;
  const words = wordsFor(operator.locale);
  const isOn = fields.offered === 'on';
  const en = readReason(fields.reasonEn);
  const zh = readReason(fields.reasonZh);
  const minAmount = readAmount(fields.minAmount);
  const maxAmount = readAmount(fields.maxAmount);
  if (!isOn && (en === undefined || zh === undefined)) {
    const field = en === undefined ? 'reasonEn' : 'reasonZh';
    return problem(words.t('dashboard.methods.one.reasonWrong'), field);
  }
  if (minAmount === 'wrong' || maxAmount === 'wrong') {
    const field = minAmount === 'wrong' ? 'minAmount' : 'maxAmount';
    return problem(words.t('dashboard.methods.one.amountWrong'), field);
  }
  const result = await change(await deskOf(operator), {
    method,
    seen,
    change: {
      enabled: isOn,
      minAmount,
      maxAmount,
      // A method that is on has no reason: what was typed of one is left where it was typed.
      ...(isOn || en === undefined || zh === undefined
        ? {}
        : { publicReason: { en, 'zh-HK': zh } }),
    },
  });
  switch (result.kind) {
    case 'changed':
      return doneAt(operator, `/${method}`, 'saved');
    case 'stale':
      return staleAnswer();
    case 'unknown':
      return refused('try_again');
    case 'problem': {
      const { message, field } = limitProblem(words, method, { minAmount, maxAmount });
      return problem(message, field);
    }
  }
}

/** Offers a method that was not set up, or has another account run it. */
export async function setUpMethod(form: FormData): Promise<FormAnswer> {
  const sent = { method: methodField, seen: seenField, account: z.string().max(60) };
  const admitted = await admitOperator(form, sent, 'methods.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const { method, seen, account } = fields;
  const result = await setUp(await deskOf(operator), { method, seen, accountId: account });
  if (result.kind === 'stale') return staleAnswer();
  if (result.kind !== 'changed') return refused('try_again');
  return doneAt(operator, `/${method}`, 'set_up');
}

/** What the merchant says of one method's place, and what of its payments fees take. */
export async function changeRules(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(
    form,
    {
      method: listedMethodField,
      version: versionField,
      pinned: z.enum(['', ...LISTED_METHOD_IDS.map((_, place) => String(place))]),
      hidden: ticked,
      from: typedField,
      to: typedField,
      fee: typedField,
    },
    'ordering.change',
  );
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const { method, version } = fields;
  const { t } = wordsFor(operator.locale);
  const from = readAmount(fields.from);
  const to = readAmount(fields.to);
  if (from === 'wrong' || to === 'wrong') {
    return problem(t('dashboard.methods.one.amountWrong'), from === 'wrong' ? 'from' : 'to');
  }
  const feePercent = fields.fee.trim() === '' ? null : Number(fields.fee);
  if (feePercent !== null && !(feePercent >= 0 && feePercent < 100)) {
    return problem(t('dashboard.methods.one.feeWrong'), 'fee');
  }
  const asked = {
    method,
    place: fields.pinned === '' ? null : Number(fields.pinned),
    hidden: fields.hidden,
    fromMinor: from === null ? null : Number(from),
    toMinor: to === null ? null : Number(to),
    feeShare: feePercent === null ? null : Math.round(feePercent * 1e4) / 1e6,
  };
  const result = await changeOrder(await deskOf(operator), version, (_, before) =>
    rulesWith(before, asked),
  );
  switch (result.kind) {
    case 'changed':
      return doneAt(operator, `/${method}`, 'saved');
    case 'stale':
      return staleAnswer();
    case 'problem':
      if (result.param.startsWith('rules[pinned]')) {
        return problem(t('dashboard.methods.one.pinnedWrong'), 'pinned');
      }
      if (result.param.startsWith('rules[hidden]')) {
        return problem(t('dashboard.methods.one.hiddenWrong'), 'hidden');
      }
      return problem(t('dashboard.methods.one.amountsWrong'), 'from');
  }
}

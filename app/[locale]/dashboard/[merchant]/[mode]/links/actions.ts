'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import {
  methodField,
  newLinkFormShape,
  settingsFormShape,
} from '#lib/operations/links/link-form.ts';
import {
  type LinkAnswer,
  changeMerchantLink,
  makeMerchantLink,
  switchMerchantLink,
} from '#lib/operations/links/merchant-links.ts';
import { ownerOf } from '../../../acting.ts';
import { admitOperator, problem, refused, several } from '../../../operator-action.ts';
import { operatorRequest } from '../../../operator-request.ts';
import type { PermittedOperator } from '../../../require-operator.ts';

const linkFields = {
  link: z.string().max(64),
  seen: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
};
const methods = several(methodField);

export async function makeLink(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { ...newLinkFormShape, methods }, 'links.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const answer = await makeMerchantLink(operator.context, operator.asking, {
    owner: ownerOf(operator),
    form: fields,
    request: await operatorRequest(operator.context),
  });
  return answerTo(operator, answer, 'made');
}

export async function changeLink(form: FormData): Promise<FormAnswer> {
  const fields = { ...settingsFormShape, ...linkFields, methods };
  const admitted = await admitOperator(form, fields, 'links.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const answer = await changeMerchantLink(operator.context, operator.asking, {
    owner: ownerOf(operator),
    id: sent.link,
    seen: sent.seen,
    form: sent,
    request: await operatorRequest(operator.context),
  });
  return answerTo(operator, answer, 'saved');
}

export async function switchLink(form: FormData): Promise<FormAnswer> {
  const fields = {
    ...linkFields,
    active: z.enum(['yes', 'no']),
    closedNote: z.string().trim().max(500).default(''),
  };
  const admitted = await admitOperator(form, fields, 'links.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const answer = await switchMerchantLink(operator.context, operator.asking, {
    owner: ownerOf(operator),
    id: sent.link,
    seen: sent.seen,
    active: sent.active === 'yes',
    closedNote: sent.closedNote === '' ? null : sent.closedNote,
    request: await operatorRequest(operator.context),
  });
  return answerTo(operator, answer, sent.active === 'yes' ? 'on' : 'off');
}

async function answerTo(
  { locale, basePath }: PermittedOperator,
  answer: LinkAnswer,
  what: 'made' | 'saved' | 'on' | 'off',
): Promise<FormAnswer> {
  const { t } = wordsFor(locale);
  switch (answer.kind) {
    case 'done':
      return redirect(`${basePath}/links/${answer.id}?done=${what}`);
    case 'wrong':
      return problem(t(`dashboard.links.wrong.${answer.field}`), answer.field);
    case 'refused':
      return refusedWords(t, answer);
    case 'stale':
      return refused('stale');
    case 'not_found':
      return problem(t('dashboard.links.gone'), null);
  }
}

/** What the API says of it, in the operator's words where we have some. */
function refusedWords(
  t: ReturnType<typeof wordsFor>['t'],
  { param, message }: { param: string; message: string },
): Promise<FormAnswer> {
  if (param === 'praya[expires_at]') return problem(t('dashboard.links.wrong.until'), 'until');
  if (param === 'lineItems' || param === 'allowedMethods') {
    return problem(t('dashboard.links.nobodyCanPay'), 'amount');
  }
  if (param.includes('redirect')) {
    return problem(t('dashboard.links.redirectElsewhere'), 'redirect');
  }
  if (param.includes('minimum')) return problem(t('dashboard.links.wrong.minimum'), 'minimum');
  if (param.includes('maximum')) return problem(t('dashboard.links.wrong.maximum'), 'maximum');
  return problem(t('dashboard.links.refusedBecause', { reason: message }), null);
}

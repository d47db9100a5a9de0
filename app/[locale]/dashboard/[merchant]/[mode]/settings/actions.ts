'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { ORIGIN_PURPOSES } from '#lib/domain/merchant-origins.ts';
import type { MessageKey } from '#lib/i18n/translator.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { type LogoProblem, MAX_LOGO_BYTES } from '#lib/operations/settings/logo-picture.ts';
import { MAX_ORIGINS } from '#lib/operations/settings/merchant-origins.ts';
import {
  type SettingsAnswer,
  changeLogo,
  changeLooks,
  changeShopOrigins,
  looksSchema,
} from '#lib/operations/settings/shop-settings.ts';
import { admitOperator, backWith, problem, refused } from '../../../operator-action.ts';
import { operatorRequest } from '../../../operator-request.ts';
import type { PermittedOperator } from '../../../require-operator.ts';

const seen = z.string().max(32);
const typed = z.string().max(4_000);

export async function saveLooks(form: FormData): Promise<FormAnswer> {
  const fields = {
    seen,
    name: typed,
    nameZh: typed,
    accentColor: typed,
    supportEmail: typed,
    supportUrl: typed,
    termsUrl: typed,
  };
  const admitted = await admitOperator(form, fields, 'settings.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const looks = looksSchema.safeParse(sent);
  if (!looks.success) {
    const [field] = looks.error.issues[0]?.path ?? [];
    const { t } = wordsFor(operator.locale);
    const name = WRONG_FIELDS.find((one) => one === field) ?? 'name';
    return problem(t(`dashboard.settings.wrong.${name}`), name);
  }
  const answer = await changeLooks(operator.context, operator.asking, {
    seen: sent.seen,
    looks: looks.data,
    request: await operatorRequest(operator.context),
  });
  return answerTo(operator, answer);
}

const WRONG_FIELDS = [
  'name',
  'nameZh',
  'accentColor',
  'supportEmail',
  'supportUrl',
  'termsUrl',
] as const;

const LOGO_WORDS: Readonly<Record<LogoProblem, MessageKey>> = {
  too_large: 'dashboard.settings.logoProblem.too_large',
  no_picture: 'dashboard.settings.logoProblem.no_picture',
  too_many_pixels: 'dashboard.settings.logoProblem.too_many_pixels',
  active: 'dashboard.settings.logoProblem.active',
};

export async function saveLogo(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(
    form,
    { seen, logo: z.base64().max(64_000) },
    'settings.change',
  );
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const { t } = wordsFor(operator.locale);
  const words = (why: LogoProblem) =>
    problem(t(LOGO_WORDS[why], { kilobytes: MAX_LOGO_BYTES / 1024 }), 'logo');
  const answer = await changeLogo(operator.context, operator.asking, {
    seen: fields.seen,
    bytes: Buffer.from(fields.logo, 'base64'),
    request: await operatorRequest(operator.context),
  });
  return answer.kind === 'refused' ? words(answer.why) : answerTo(operator, answer);
}

export async function removeLogo(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { seen }, 'settings.change');
  if (admitted === null) return backWith('try_again');
  const { operator, fields } = admitted;
  const request = await operatorRequest(operator.context);
  const answer = await changeLogo(operator.context, operator.asking, {
    seen: fields.seen,
    bytes: null,
    request,
  });
  return answer.kind === 'changed' ? answerTo(operator, answer) : backWith('stale');
}

export async function addOrigin(form: FormData): Promise<FormAnswer> {
  const fields = { purpose: z.enum(ORIGIN_PURPOSES), origin: typed };
  const admitted = await admitOperator(form, fields, 'origins.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const { t } = wordsFor(operator.locale);
  const answer = await changeShopOrigins(operator.context, operator.asking, {
    purpose: sent.purpose,
    mode: operator.mode,
    change: 'add',
    origin: sent.origin.trim(),
    request: await operatorRequest(operator.context),
  });
  switch (answer.kind) {
    case 'malformed':
      return problem(t('dashboard.settings.originWrong'), 'origin');
    case 'too_many':
      return problem(t('dashboard.settings.originsMany', { count: MAX_ORIGINS }), 'origin');
    case 'as_it_was':
      return problem(t('dashboard.settings.originKnown'), 'origin');
    case 'no_merchant':
      return refused('try_again');
    case 'changed':
      return done(operator, 'origins');
  }
}

export async function removeOrigin(form: FormData): Promise<FormAnswer> {
  const fields = { purpose: z.enum(ORIGIN_PURPOSES), origin: typed };
  const admitted = await admitOperator(form, fields, 'origins.change');
  if (admitted === null) return backWith('try_again');
  const { operator, fields: sent } = admitted;
  await changeShopOrigins(operator.context, operator.asking, {
    purpose: sent.purpose,
    mode: operator.mode,
    change: 'remove',
    origin: sent.origin,
    request: await operatorRequest(operator.context),
  });
  return done(operator, 'origins');
}

async function answerTo(operator: PermittedOperator, answer: SettingsAnswer): Promise<FormAnswer> {
  return answer.kind === 'stale' ? refused('stale') : done(operator, 'saved');
}

function done({ basePath }: PermittedOperator, what: 'saved' | 'origins'): never {
  return redirect(`${basePath}/settings?done=${what}`);
}

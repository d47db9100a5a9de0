'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { readHongKongDay } from '#lib/domain/hong-kong-time.ts';
import { MAX_OVERLAP_HOURS } from '#lib/domain/api-key-end.ts';
import { API_SCOPES } from '#lib/domain/api-scope.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import {
  createKey as create,
  revokeOwnKey,
  rollOwnKey,
} from '#lib/operations/operators/change-keys.ts';
import { actingOf } from '../../../../acting.ts';
import {
  admitOperator,
  hasScript,
  problem,
  refused,
  several,
} from '../../../../operator-action.ts';

const scopes = several(z.enum(API_SCOPES));
const DAY_MS = 24 * 60 * 60 * 1000;
const keyField = z.string().regex(/^key_[0-9A-Za-z]{24}$/);

/** Answered with the key: where no script is there to show it, none is made. */
export async function createKey(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(
    form,
    {
      name: z.string().max(400),
      kind: z.enum(['secret', 'restricted']),
      read: scopes,
      write: scopes,
      powers: scopes,
      ends: z.string().max(20),
    },
    'keys.change',
  );
  if (admitted === null || !(await hasScript())) return refused('try_again');
  const { operator, fields } = admitted;
  const { t } = wordsFor(operator.locale);
  const name = fields.name.trim();
  if (name === '' || name.length > 100) {
    return problem(t('dashboard.developers.keys.nameWrong'), 'name');
  }
  const chosen = [...fields.read, ...fields.write, ...fields.powers];
  if (fields.kind === 'restricted' && chosen.length === 0) {
    return problem(t('dashboard.developers.keys.scopesWrong'), 'kind');
  }
  const expiresAt = fields.ends === '' ? null : endOfDay(fields.ends);
  if (fields.ends !== '' && expiresAt === null) {
    return problem(t('dashboard.developers.keys.endsWrong'), 'ends');
  }
  const made = await create(operator.context, await actingOf(operator), {
    name,
    scopes: fields.kind === 'secret' ? null : chosen,
    expiresAt,
  });
  switch (made.kind) {
    case 'made':
      return { kind: 'secrets', secrets: [made.key] };
    case 'past':
      return problem(t('dashboard.developers.keys.endsWrong'), 'ends');
    case 'many':
      return problem(t('dashboard.developers.keys.many'), null);
    case 'live_refused':
      return problem(t('dashboard.developers.liveRefused'), null);
  }
}

/** As `createKey`. */
export async function rollKey(form: FormData): Promise<FormAnswer> {
  const fields = { key: keyField, hours: z.string().max(12) };
  const admitted = await admitOperator(form, fields, 'keys.change');
  if (admitted === null || !(await hasScript())) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const { t } = wordsFor(operator.locale);
  const overlapHours = readHours(sent.hours, MAX_OVERLAP_HOURS);
  if (overlapHours === null) {
    const most = { most: MAX_OVERLAP_HOURS };
    return problem(t('dashboard.developers.keys.overlapHint', most), 'hours');
  }
  const acting = await actingOf(operator);
  const rolled = await rollOwnKey(operator.context, acting, { id: sent.key, overlapHours });
  return rolled.kind === 'rolled'
    ? { kind: 'secrets', secrets: [rolled.key] }
    : problem(t('dashboard.developers.keys.gone'), null);
}

export async function revokeKey(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { key: keyField }, 'keys.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const acting = await actingOf(operator);
  const ended = await revokeOwnKey(operator.context, acting, { id: fields.key });
  if (ended.kind === 'gone') {
    return problem(wordsFor(operator.locale).t('dashboard.developers.keys.gone'), null);
  }
  return redirect(`${operator.basePath}/developers/keys?done=key_revoked`);
}

function readHours(text: string, most: number): number | null {
  const hours = /^\d{1,4}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return hours <= most ? hours : null;
}

/** When a day of Hong Kong is over; null when it is none. */
function endOfDay(text: string): Date | null {
  const start = readHongKongDay(text);
  return start === null ? null : new Date(start.getTime() + DAY_MS);
}

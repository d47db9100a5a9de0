'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import {
  changeEndpoint as change,
  createEndpoint as create,
  removeEndpoint as remove,
  rollEndpointSecret,
  switchEndpoint as switchTo,
} from '#lib/operations/operators/change-webhooks.ts';
import { replayRange, resendOwnDelivery } from '#lib/operations/operators/send-again.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { MAX_ROLL_OVERLAP_MS } from '#lib/domain/webhook-endpoint.ts';
import { actingOf } from '../../../../acting.ts';
import {
  admitOperator,
  backWith,
  hasScript,
  problem,
  refused,
} from '../../../../operator-action.ts';
import { readRange } from '../replay-range.ts';
import {
  deliveryField,
  endpointField,
  endpointFields,
  readEndpoint,
  tellRefusal,
} from './endpoint-fields.ts';

const MAX_HOURS = MAX_ROLL_OVERLAP_MS / 3_600_000;
const API_VERSION = /^(?:\d{4}-\d{2}-\d{2}(?:\.[a-z][a-z0-9_]{0,30})?)?$/;

/** Answered with the secret: where no script is there to show it, no endpoint is made. */
export async function createEndpoint(form: FormData): Promise<FormAnswer> {
  const fields = { ...endpointFields, version: z.string().max(400) };
  const admitted = await admitOperator(form, fields, 'webhooks.change');
  if (admitted === null || !(await hasScript())) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const { t } = wordsFor(operator.locale);
  const typed = readEndpoint(sent);
  if (typed === null) return problem(t('dashboard.developers.webhooks.whichWrong'), 'which');
  const version = sent.version.trim();
  if (!API_VERSION.test(version)) {
    return problem(t('dashboard.developers.webhooks.versionWrong'), 'version');
  }
  const acting = await actingOf(operator);
  const apiVersion = version === '' ? null : version;
  const made = await create(operator.context, acting, { ...typed, apiVersion });
  return made.kind === 'made'
    ? { kind: 'secrets', secrets: [made.secret] }
    : tellRefusal(made, operator);
}

export async function changeEndpoint(form: FormData): Promise<FormAnswer> {
  const fields = { ...endpointFields, endpoint: endpointField, drawn: z.string().max(40) };
  const admitted = await admitOperator(form, fields, 'webhooks.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const typed = readEndpoint(sent);
  if (typed === null) {
    const { t } = wordsFor(operator.locale);
    return problem(t('dashboard.developers.webhooks.whichWrong'), 'which');
  }
  const changed = await change(operator.context, await actingOf(operator), {
    ...typed,
    id: sent.endpoint,
    version: sent.drawn,
  });
  return changed.kind === 'changed'
    ? redirect(hrefOf(operator, sent.endpoint, 'endpoint_changed'))
    : tellRefusal(changed, operator);
}

export async function switchEndpoint(form: FormData): Promise<FormAnswer> {
  const fields = { endpoint: endpointField, on: z.enum(['yes', 'no']) };
  const admitted = await admitOperator(form, fields, 'webhooks.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const on = sent.on === 'yes';
  const acting = await actingOf(operator);
  const switched = await switchTo(operator.context, acting, { id: sent.endpoint, on });
  return switched.kind === 'switched'
    ? redirect(hrefOf(operator, sent.endpoint, on ? 'endpoint_on' : 'endpoint_off'))
    : tellRefusal(switched, operator);
}

/** As `createEndpoint`. */
export async function rollSecret(form: FormData): Promise<FormAnswer> {
  const fields = { endpoint: endpointField, hours: z.string().max(12), drawn: z.string().max(40) };
  const admitted = await admitOperator(form, fields, 'webhooks.change');
  if (admitted === null || !(await hasScript())) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const hours = /^\d{1,4}$/.test(sent.hours.trim()) ? Number(sent.hours) : Number.NaN;
  if (!(hours <= MAX_HOURS)) {
    const { t } = wordsFor(operator.locale);
    const most = { most: MAX_HOURS };
    return problem(t('dashboard.developers.webhooks.overlapHint', most), 'hours');
  }
  const rolled = await rollEndpointSecret(operator.context, await actingOf(operator), {
    id: sent.endpoint,
    overlapHours: hours,
    version: sent.drawn,
  });
  return rolled.kind === 'rolled'
    ? { kind: 'secrets', secrets: [rolled.secret] }
    : tellRefusal(rolled, operator);
}

export async function removeEndpoint(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { endpoint: endpointField }, 'webhooks.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  await remove(operator.context, await actingOf(operator), { id: fields.endpoint });
  return redirect(`${operator.basePath}/developers/webhooks?done=endpoint_removed`);
}

export async function resendDelivery(form: FormData): Promise<FormAnswer> {
  const fields = { endpoint: endpointField, delivery: deliveryField };
  const admitted = await admitOperator(form, fields, 'events.resend');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const resent = await resendOwnDelivery(operator.context, await actingOf(operator), sent);
  return resent.kind === 'resent'
    ? redirect(hrefOf(operator, `${sent.endpoint}/deliveries/${sent.delivery}`, 'resent'))
    : tellRefusal(resent, operator);
}

/** What was counted no longer holds: the page counts anew. */
export async function replayEvents(form: FormData): Promise<FormAnswer> {
  const fields = {
    endpoint: endpointField,
    from: z.string().max(20),
    to: z.string().max(20),
    types: z.string().max(4000),
    all: z.enum(['yes', 'no']),
    expected: z.coerce.number().int().min(1),
  };
  const admitted = await admitOperator(form, fields, 'events.resend');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const types = sent.types === '' ? [] : sent.types.split(',');
  const range = readRange({ ...sent, types, all: sent.all === 'yes' });
  if (typeof range === 'string') return refused('not_taken');
  const replayed = await replayRange(operator.context, await actingOf(operator), {
    id: sent.endpoint,
    range,
    expected: sent.expected,
  });
  if (replayed.kind === 'stale') return backWith('stale');
  return replayed.kind === 'replayed'
    ? redirect(hrefOf(operator, sent.endpoint, 'replayed'))
    : tellRefusal(replayed, operator);
}

function hrefOf({ basePath }: { basePath: string }, path: string, done: string): string {
  return `${basePath}/developers/webhooks/${path}?done=${done}`;
}

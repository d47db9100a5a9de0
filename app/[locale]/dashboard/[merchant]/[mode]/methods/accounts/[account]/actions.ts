'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { MAX_LABEL_CHARS } from '#components/dashboard/methods/account-fields.ts';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { checkAccount } from '#lib/operations/methods/check-account.ts';
import {
  labelAccount as label,
  replaceCredentials as replace,
  switchOffAccount,
} from '#lib/operations/methods/provider-accounts.ts';
import { listAccounts } from '#lib/operations/own-setup.ts';
import { admitOperator, backWith, problem, refused } from '../../../../../operator-action.ts';
import { ownerOf } from '../../../../../acting.ts';
import { deskOf, doneAt, staleAnswer } from '../../desk.ts';
import { seenField, typedField } from '../../fields.ts';
import { CREDENTIALS_SENT, credentialsOf, savedAnswer } from '../credentials.ts';

const accountField = z.string().regex(/^\w{5,40}$/);

/** Asks the provider, and leads back with what it said. */
export async function testConnection(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { account: accountField }, 'providers.read');
  if (admitted === null) return backWith('try_again');
  const { operator, fields } = admitted;
  const checked = await checkAccount(await deskOf(operator), fields.account);
  if (checked.kind === 'unknown') return backWith('try_again');
  const query = new URLSearchParams({ tested: checked.connection });
  if (checked.clockOffS !== null) query.set('clock', String(Math.abs(checked.clockOffS)));
  return redirect(`${operator.basePath}/methods/accounts/${fields.account}?${query}`);
}

export async function replaceCredentials(form: FormData): Promise<FormAnswer> {
  const sent = { account: accountField, seen: seenField, ...CREDENTIALS_SENT };
  const admitted = await admitOperator(form, sent, 'providers.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const { account, seen } = fields;
  const { db } = operator.context.database;
  const accounts = await listAccounts(db, ownerOf(operator));
  const provider = accounts.find(({ id }) => id === account)?.provider;
  if (provider === undefined) return refused('try_again');
  const result = await replace(await deskOf(operator), {
    id: account,
    seen,
    credentials: credentialsOf(provider, fields, operator.mode),
  });
  return savedAnswer(operator, result, () => doneAt(operator, `/accounts/${account}`, 'saved'));
}

export async function labelAccount(form: FormData): Promise<FormAnswer> {
  const sent = { account: accountField, seen: seenField, label: typedField };
  const admitted = await admitOperator(form, sent, 'providers.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const { account, seen } = fields;
  const typed = fields.label.trim();
  if (Array.from(typed).length > MAX_LABEL_CHARS) {
    return problem(wordsFor(operator.locale).t('dashboard.methods.accounts.labelWrong'), 'label');
  }
  const result = await label(await deskOf(operator), {
    id: account,
    seen,
    label: typed === '' ? null : typed,
  });
  return savedAnswer(operator, result, () => doneAt(operator, `/accounts/${account}`, 'saved'));
}

export async function switchOff(form: FormData): Promise<FormAnswer> {
  const sent = { account: accountField, seen: seenField };
  const admitted = await admitOperator(form, sent, 'providers.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const { account, seen } = fields;
  const result = await switchOffAccount(await deskOf(operator), { id: account, seen });
  if (result.kind === 'stale') return staleAnswer();
  if (result.kind !== 'saved') return refused('try_again');
  return doneAt(operator, `/accounts/${account}`, 'account_off');
}

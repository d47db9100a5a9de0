'use server';

import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { MAX_LABEL_CHARS } from '#components/dashboard/methods/account-fields.ts';
import { PROVIDER_IDS } from '#lib/domain/provider.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { addAccount as add } from '#lib/operations/methods/provider-accounts.ts';
import { admitOperator, problem, refused } from '../../../../../../operator-action.ts';
import { deskOf, doneAt } from '../../../desk.ts';
import { typedField } from '../../../fields.ts';
import { CREDENTIALS_SENT, credentialsOf, savedAnswer } from '../../credentials.ts';

/** Adds an account at a provider, and leads to its page, where it can be tested. */
export async function addAccount(form: FormData): Promise<FormAnswer> {
  const sent = { provider: z.enum(PROVIDER_IDS), label: typedField, ...CREDENTIALS_SENT };
  const admitted = await admitOperator(form, sent, 'providers.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const { provider } = fields;
  const label = fields.label.trim();
  if (Array.from(label).length > MAX_LABEL_CHARS) {
    return problem(wordsFor(operator.locale).t('dashboard.methods.accounts.labelWrong'), 'label');
  }
  const result = await add(await deskOf(operator), {
    provider,
    label: label === '' ? null : label,
    credentials: credentialsOf(provider, fields, operator.mode),
  });
  return savedAnswer(operator, result, (id) =>
    doneAt(operator, `/accounts/${id}`, 'account_added'),
  );
}

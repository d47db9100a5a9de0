import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import {
  CREDENTIAL_FIELDS,
  type CredentialField,
  credentialProblemKey,
} from '#components/dashboard/methods/account-fields.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import type { AccountSaved } from '#lib/operations/methods/provider-accounts.ts';
import { problem, refused } from '../../../../operator-action.ts';
import type { PermittedOperator } from '../../../../require-operator.ts';
import { staleAnswer } from '../desk.ts';
import { typedField } from '../fields.ts';

/** Every field that any provider's form has; one that is not in a form is empty. */
export const CREDENTIALS_SENT = {
  publishableKey: typedField,
  secretKey: typedField,
  webhookSecret: typedField,
  clientId: typedField,
  apiKey: typedField,
  fpsId: typedField,
  mobile: typedField,
  email: typedField,
  payeeName: typedField,
  payeeNameZh: typedField,
  clearingCode: typedField,
  referenceField: typedField,
} satisfies Readonly<Record<CredentialField, typeof typedField>>;

type Sent = Readonly<Record<CredentialField, string>>;

/** What was typed, as a provider's credentials: without what was left empty, and of the mode of the page. */
export function credentialsOf(
  provider: ProviderId,
  sent: Sent,
  mode: 'test' | 'live',
): Readonly<Record<string, string>> {
  const typed = CREDENTIAL_FIELDS[provider].flatMap(({ name }) => {
    // Copied from another page, a key brings spaces along.
    const value = sent[name].trim();
    return value === '' ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(typed), ...environmentOf(provider, mode) };
}

/** Stripe's keys name their mode; the others' credentials are told. */
function environmentOf(
  provider: ProviderId,
  mode: 'test' | 'live',
): Readonly<Record<string, string>> {
  switch (provider) {
    case 'stripe':
      return {};
    case 'airwallex':
      return { environment: mode === 'live' ? 'live' : 'demo' };
    case 'fps-direct':
      return { environment: mode };
  }
}

export async function savedAnswer(
  { locale }: PermittedOperator,
  result: AccountSaved,
  done: (id: string) => never,
): Promise<FormAnswer> {
  const { t } = wordsFor(locale);
  switch (result.kind) {
    case 'saved':
      return done(result.id);
    case 'stale':
      return staleAnswer();
    case 'unknown':
      return refused('try_again');
    case 'problem': {
      const field = Object.keys(CREDENTIALS_SENT).find((name) => name === result.field);
      if (result.problem !== 'shape') return problem(t(credentialProblemKey(result.problem)), null);
      if (field === undefined) return refused('not_taken');
      const label = t(`dashboard.methods.accounts.field.${field as CredentialField}`); // a key of them
      return problem(t('dashboard.methods.accounts.fieldWrong', { field: label }), field);
    }
  }
}

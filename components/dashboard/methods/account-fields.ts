import type { ProviderId } from '#lib/domain/provider.ts';
import type { MessageKey, Words } from '#lib/i18n/translator.ts';
import type { FieldSpec } from '../islands/field-schema.ts';

/** What each provider's credentials are made of beside the mode, in the order in which one finds them there. */
export const CREDENTIAL_FIELDS = {
  stripe: [
    { name: 'publishableKey', type: 'text' },
    { name: 'secretKey', type: 'password' },
    { name: 'webhookSecret', type: 'password' },
  ],
  airwallex: [
    { name: 'clientId', type: 'text' },
    { name: 'apiKey', type: 'password' },
    { name: 'webhookSecret', type: 'password' },
  ],
  'fps-direct': [
    { name: 'fpsId', type: 'text', optional: true },
    { name: 'mobile', type: 'text', optional: true },
    { name: 'email', type: 'email', optional: true },
    { name: 'payeeName', type: 'text' },
    { name: 'payeeNameZh', type: 'text', optional: true },
    { name: 'clearingCode', type: 'text', optional: true },
    { name: 'referenceField', type: 'switch' },
  ],
} as const satisfies Readonly<
  Record<
    ProviderId,
    readonly {
      readonly name: string;
      readonly type: 'text' | 'password' | 'email' | 'switch';
      readonly optional?: true;
    }[]
  >
>;

export type CredentialField = (typeof CREDENTIAL_FIELDS)[ProviderId][number]['name'];

export function credentialFields(
  { t }: Words,
  provider: ProviderId,
  mode: 'test' | 'live',
): readonly FieldSpec[] {
  return CREDENTIAL_FIELDS[provider].map((field): FieldSpec => {
    const { name, type } = field;
    const label = t(`dashboard.methods.accounts.field.${name}`);
    const hint = t(`dashboard.methods.accounts.hint.${name}`, { start: startOf(name, mode) });
    const wrong = t('dashboard.methods.accounts.fieldWrong', { field: label });
    if (type === 'switch') {
      return {
        ...{ name, label, hint, wrong },
        type: 'select',
        value: 'on',
        choices: [
          { value: 'on', label: t('dashboard.methods.accounts.on') },
          { value: 'off', label: t('dashboard.methods.accounts.offChoice') },
        ],
      };
    }
    // Another site's keys: the browser is not to offer the operator's own password.
    const autoComplete = type === 'password' ? 'new-password' : 'off';
    const optional = 'optional' in field;
    return { ...{ name, label, hint, wrong, type, autoComplete, optional }, maxChars: 500 };
  });
}

export function labelField({ t }: Words, value: string | null): FieldSpec {
  return {
    name: 'label',
    label: t('dashboard.methods.accounts.label'),
    type: 'text',
    optional: true,
    value: value ?? '',
    maxChars: MAX_LABEL_CHARS,
    hint: t('dashboard.methods.accounts.labelHint'),
    wrong: t('dashboard.methods.accounts.labelWrong'),
  };
}

export const MAX_LABEL_CHARS = 60;

/** What is wrong with credentials, as `provider-accounts.ts` says it. */
export function credentialProblemKey(
  problem: 'modes_differ' | 'other_mode' | 'exists' | 'live_not_allowed',
): MessageKey {
  return `dashboard.methods.accounts.problem.${problem}`;
}

/** How a Stripe key begins; the other fields say nothing of it. */
function startOf(name: CredentialField, mode: 'test' | 'live'): string {
  return name === 'publishableKey' ? `pk_${mode}_` : `sk_${mode}_ / rk_${mode}_`;
}

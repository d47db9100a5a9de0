import type { ListedMethodId } from '#lib/domain/method-id.ts';
import { REGION_CODES } from '#lib/domain/region-code.ts';
import { regionName } from '#lib/i18n/region-name.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { OUTAGE_ACTIONS, type OrderingConfig } from '#lib/ordering/ordering-config.ts';
import { ORDERING_POLICIES, type OrderingPolicyId } from '#lib/ordering/policies/table.ts';
import type { FieldSpec } from '../islands/field-schema.ts';

const POLICY_IDS = Object.keys(ORDERING_POLICIES) as OrderingPolicyId[]; // keys of the table

/** How many places an order of a country names; the rest follows in the merchant's own. */
export const COUNTRY_PLACES = ['first', 'second', 'third'] as const;

export function policyFields({ t }: Words, config: OrderingConfig): readonly FieldSpec[] {
  const { maxDisplacement } = config.rules;
  return [
    {
      name: 'policy',
      label: t('dashboard.methods.order.policyLabel'),
      type: 'radio',
      value: config.policy,
      wrong: t('dashboard.methods.order.choose'),
      choices: POLICY_IDS.map((id) => ({
        value: id,
        label: t(`dashboard.methods.order.policy.${id}`),
        hint: t(`dashboard.methods.order.policyHint.${id}`),
      })),
    },
    {
      name: 'displacement',
      label: t('dashboard.methods.order.displacement'),
      type: 'integer',
      optional: true,
      value: maxDisplacement === null ? '' : String(maxDisplacement),
      hint: t('dashboard.methods.order.displacementHint'),
      wrong: t('dashboard.methods.order.displacementWrong'),
    },
    {
      name: 'outageAction',
      label: t('dashboard.methods.order.outageAction'),
      type: 'radio',
      value: config.outageAction,
      wrong: t('dashboard.methods.order.choose'),
      choices: OUTAGE_ACTIONS.map((action) => ({
        value: action,
        label: t(`dashboard.methods.order.${action}`),
      })),
    },
  ];
}

export function countryFields(words: Words, own: readonly ListedMethodId[]): readonly FieldSpec[] {
  const { t } = words;
  const countries = [...REGION_CODES, 'unknown']
    .map((value) => ({ value, label: regionName(words, value) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, words.locale));
  const methods = own.map((id) => ({ value: id, label: words.methodName(id) }));
  const none = { value: '', label: t('dashboard.methods.order.nothing') };
  return [
    {
      name: 'country',
      label: t('dashboard.methods.order.country'),
      type: 'select',
      value: '',
      wrong: t('dashboard.methods.order.countryWrong'),
      choices: [none, ...countries],
    },
    ...COUNTRY_PLACES.map((name) => ({
      name,
      label: t(`dashboard.methods.order.${name}`),
      type: 'select' as const,
      value: '',
      optional: name !== 'first',
      wrong: t('dashboard.methods.order.methodWrong'),
      choices: [none, ...methods],
    })),
  ];
}

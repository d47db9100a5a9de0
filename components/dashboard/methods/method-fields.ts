import { LISTED_METHOD_IDS, type MethodId } from '#lib/domain/method-id.ts';
import { MAX_PUBLIC_REASON_LENGTH, SETTING_CURRENCY } from '#lib/domain/method-setting.ts';
import { money, toMajorString } from '#lib/domain/money.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { OrderingConfig } from '#lib/ordering/ordering-config.ts';
import type { FieldSpec } from '../islands/field-schema.ts';
import type { SettingView } from './views.ts';

const SIGN = 'HK$';

/** What is asked about whether and how a method is offered. */
export function methodFields(words: Words, setting: SettingView): readonly FieldSpec[] {
  const { t } = words;
  const { publicReason } = setting;
  return [
    {
      name: 'offered',
      label: t('dashboard.methods.one.offer'),
      type: 'radio',
      value: setting.enabled ? 'on' : 'off',
      wrong: t('dashboard.methods.one.choose'),
      choices: [
        {
          value: 'on',
          label: t('dashboard.methods.one.on'),
          hint: t('dashboard.methods.one.onHint'),
        },
        {
          value: 'off',
          label: t('dashboard.methods.one.off'),
          hint: t('dashboard.methods.one.offHint'),
        },
      ],
    },
    ...reasonFields(words, publicReason),
    ...limitFields(words, setting),
  ];
}

/** What shoppers read, in each language. */
export function reasonFields(
  { t }: Words,
  reason: SettingView['publicReason'] = {},
): readonly FieldSpec[] {
  return (['reasonZh', 'reasonEn'] as const).map((name) => ({
    name,
    label: t(`dashboard.methods.one.${name}`),
    type: 'text',
    optional: true,
    value: reason[name === 'reasonEn' ? 'en' : 'zh-HK'] ?? '',
    maxChars: MAX_PUBLIC_REASON_LENGTH,
    hint: t('dashboard.methods.one.reasonHint'),
    wrong: t('dashboard.methods.one.reasonWrong'),
  }));
}

function limitFields(words: Words, setting: SettingView): readonly FieldSpec[] {
  const { t } = words;
  const own = setting.limits.find(({ currency }) => currency === SETTING_CURRENCY);
  const told = (amount: bigint) => words.money(money(amount, SETTING_CURRENCY));
  const hint =
    own === undefined
      ? t('dashboard.methods.one.limitFree')
      : t('dashboard.methods.one.limitHint', {
          method: words.methodName(setting.id),
          min: told(own.minMinor),
          max: told(own.maxMinor),
        });
  return (
    [
      ['minAmount', t('dashboard.methods.one.min')],
      ['maxAmount', t('dashboard.methods.one.max')],
    ] as const
  ).map(([name, label]) => ({
    ...amountField(words, name, label, setting[name]),
    ...(name === 'maxAmount' ? { hint } : {}),
  }));
}

function amountField({ t }: Words, name: string, label: string, amount: bigint | null): FieldSpec {
  return {
    name,
    label,
    type: 'amount',
    optional: true,
    before: SIGN,
    value: amount === null ? '' : toMajorString(money(amount, SETTING_CURRENCY)),
    wrong: t('dashboard.methods.one.amountWrong'),
  };
}

/** What the merchant may say of a method's place in the order. */
export function ruleFields(
  words: Words,
  method: MethodId,
  { rules, feeShares }: OrderingConfig,
): readonly FieldSpec[] {
  const { t } = words;
  const pin = rules.pinned.find((one) => one.method === method);
  const limit = rules.amounts.find(
    (one) => one.method === method && one.currency === SETTING_CURRENCY,
  );
  const minor = (amount: number | null | undefined) => (amount == null ? null : BigInt(amount));
  const share = feeShares[method];
  return [
    {
      name: 'pinned',
      label: t('dashboard.methods.one.pinned'),
      type: 'select',
      optional: true,
      value: pin === undefined ? '' : String(pin.place),
      wrong: t('dashboard.methods.order.choose'),
      choices: [
        { value: '', label: t('dashboard.methods.one.unpinned') },
        ...LISTED_METHOD_IDS.map((_, place) => ({
          value: String(place),
          label: t('dashboard.methods.one.pinnedAt', { place: place + 1 }),
        })),
      ],
    },
    {
      name: 'hidden',
      label: t('dashboard.methods.one.hide'),
      type: 'checkbox',
      value: rules.hidden.includes(method),
      hint: t('dashboard.methods.one.hideHint'),
      wrong: '',
    },
    amountField(words, 'from', t('dashboard.methods.one.ruleFrom'), minor(limit?.fromMinor)),
    amountField(words, 'to', t('dashboard.methods.one.ruleTo'), minor(limit?.toMinor)),
    {
      name: 'fee',
      label: t('dashboard.methods.one.fee'),
      type: 'decimal',
      optional: true,
      after: '%',
      value: share === undefined ? '' : String(Math.round(share * 1e6) / 1e4),
      hint: t('dashboard.methods.one.feeHint'),
      wrong: t('dashboard.methods.one.feeWrong'),
    },
  ];
}

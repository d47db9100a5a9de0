import { METHOD_IDS } from '#lib/domain/method-id.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { FieldSpec } from '../islands/field-schema.ts';

/** What of a link can be changed, as its form has it. */
export interface LinkSettingsValues {
  readonly limit: string;
  readonly until: string;
  readonly thanks: string;
  readonly redirect: string;
  readonly closedNote: string;
  readonly questions: readonly string[];
  readonly methods: readonly string[];
}

export const NO_SETTINGS: LinkSettingsValues = {
  limit: '',
  until: '',
  thanks: '',
  redirect: '',
  closedNote: '',
  questions: [],
  methods: [],
};

/** What is sold, which is set when the link is made. */
export function newLinkFields({ t }: Words): readonly FieldSpec[] {
  return [
    {
      name: 'item',
      type: 'text',
      label: t('dashboard.links.field.item'),
      wrong: t('dashboard.links.wrong.item'),
      maxChars: 250,
    },
    {
      name: 'description',
      type: 'text',
      label: t('dashboard.links.field.description'),
      wrong: t('dashboard.links.wrong.description'),
      optional: true,
      maxChars: 500,
    },
    {
      name: 'priced',
      type: 'radio',
      label: t('dashboard.links.field.priced'),
      value: 'fixed',
      wrong: t('dashboard.links.field.priced'),
      choices: [
        { value: 'fixed', label: t('dashboard.links.field.fixed') },
        { value: 'chosen', label: t('dashboard.links.field.chosen') },
      ],
    },
    {
      ...amountField('amount', t('dashboard.links.wrong.amount')),
      label: t('dashboard.links.field.amount'),
    },
    {
      name: 'mostPieces',
      type: 'integer',
      label: t('dashboard.links.field.mostPieces'),
      hint: t('dashboard.links.field.mostPiecesHint'),
      wrong: t('dashboard.links.wrong.mostPieces'),
      optional: true,
    },
    {
      ...amountField('minimum', t('dashboard.links.wrong.minimum')),
      label: t('dashboard.links.field.minimum'),
    },
    {
      ...amountField('maximum', t('dashboard.links.wrong.maximum')),
      label: t('dashboard.links.field.maximum'),
    },
  ];
}

/** Which of them is needed depends on who chooses the amount: the server says so. */
function amountField(name: string, wrong: string) {
  return { name, type: 'amount', before: 'HK$', wrong, optional: true } as const;
}

export function settingsFields(
  { t, methodName }: Words,
  values: LinkSettingsValues,
): readonly FieldSpec[] {
  const question = (index: 0 | 1 | 2): FieldSpec => {
    const name = (['question1', 'question2', 'question3'] as const)[index];
    return {
      name,
      type: 'text',
      label: t('dashboard.links.field.question', { number: index + 1 }),
      value: values.questions[index] ?? '',
      wrong: t(`dashboard.links.wrong.${name}`),
      optional: true,
      maxChars: 80,
      ...(index === 0 ? { hint: t('dashboard.links.field.questionHint') } : {}),
    };
  };
  return [
    {
      name: 'limit',
      type: 'integer',
      label: t('dashboard.links.field.limit'),
      hint: t('dashboard.links.field.limitHint'),
      value: values.limit,
      wrong: t('dashboard.links.wrong.limit'),
      optional: true,
    },
    {
      name: 'until',
      type: 'datetime',
      label: t('dashboard.links.field.until'),
      hint: t('dashboard.links.field.untilHint'),
      value: values.until,
      wrong: t('dashboard.links.wrong.until'),
      optional: true,
    },
    question(0),
    question(1),
    question(2),
    {
      name: 'thanks',
      type: 'textarea',
      label: t('dashboard.links.field.thanks'),
      value: values.thanks,
      wrong: t('dashboard.links.wrong.thanks'),
      optional: true,
      maxChars: 500,
    },
    {
      name: 'redirect',
      type: 'url',
      label: t('dashboard.links.field.redirect'),
      hint: t('dashboard.links.field.redirectHint'),
      value: values.redirect,
      wrong: t('dashboard.links.wrong.redirect'),
      optional: true,
      maxChars: 2_048,
    },
    {
      name: 'closedNote',
      type: 'textarea',
      label: t('dashboard.links.field.closedNote'),
      value: values.closedNote,
      wrong: t('dashboard.links.wrong.closedNote'),
      optional: true,
      maxChars: 500,
    },
    {
      name: 'methods',
      type: 'checkboxes',
      label: t('dashboard.links.field.methods'),
      hint: t('dashboard.links.field.methodsHint'),
      value: values.methods,
      choices: METHOD_IDS.map((method) => ({ value: method, label: methodName(method) })),
      wrong: t('dashboard.links.field.methods'),
      optional: true,
    },
  ];
}

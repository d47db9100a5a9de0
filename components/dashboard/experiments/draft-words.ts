import type { MessageKey, Words } from '#lib/i18n/translator.ts';
import { formWords } from '../dashboard-page.ts';
import { DRAFT_PROBLEMS, type DraftProblemCode, GUARDED_METRICS } from './draft-entries.ts';
import { metricName } from './figures.ts';

const DRAFT_KEYS = [
  'script',
  'question',
  'name',
  'nameHint',
  'arms',
  'armsHint',
  'arm',
  'control',
  'armKey',
  'armKeyHint',
  'shows',
  'byPolicy',
  'byOrder',
  'policy',
  'order',
  'orderHint',
  'orderEmpty',
  'up',
  'down',
  'leaveOut',
  'remove',
  'add',
  'share',
  'sum',
  'equal',
  'addArm',
  'removeArm',
  'armUp',
  'armDown',
  'size',
  'sizeHint',
  'sizeBy',
  'byEffect',
  'byUnits',
  'baseline',
  'baselineHint',
  'effect',
  'points',
  'power',
  'units',
  'shoppers',
  'sessions',
  'perDay',
  'perDayHint',
  'takes',
  'takesLong',
  'takesUnknown',
  'alpha',
  'coverage',
  'coverageHint',
  'more',
  'metric',
  'adjustment',
  'maturity',
  'minutes',
  'days',
  'daysUnit',
  'guardrails',
  'guardrailsHint',
  'tries',
  'namespace',
  'alone',
  'shared',
  'seed',
  'from',
  'to',
  'wrong',
] as const;

export interface DraftWords {
  /** With their `{placeholders}` left in: the form fills them as it is typed. */
  readonly texts: Readonly<Record<(typeof DRAFT_KEYS)[number], string>>;
  readonly problems: Readonly<Record<DraftProblemCode, string>>;
  readonly metrics: Readonly<Record<string, string>>;
  readonly adjustments: Readonly<Record<'none' | 'context' | 'before', string>>;
  readonly form: ReturnType<typeof formWords>;
}

/** The words of the form of a draft, for an island that has no translator. */
export function draftWords(words: Words): DraftWords {
  const { template } = words;
  return {
    texts: taken(DRAFT_KEYS, (key) => template(`dashboard.experiments.draft.${key}`)),
    problems: draftProblemWords(words),
    metrics: taken(GUARDED_METRICS, (key) => metricName(words, key)),
    adjustments: taken(['none', 'context', 'before'], (key) =>
      template(`dashboard.experiments.adjustment.${key}`),
    ),
    form: formWords(words),
  };
}

export function draftProblemWords({ template }: Words): DraftWords['problems'] {
  return taken(DRAFT_PROBLEMS, (key): string =>
    template(`dashboard.experiments.problem.${key}` satisfies MessageKey),
  );
}

function taken<Key extends string>(
  keys: readonly Key[],
  of: (key: Key) => string,
): Record<Key, string> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, string>; // each of them
}

/** What the API calls a parameter, where it stands in a form (`#`: the number in it), and what is wrong with it. */
const PARAMS = [
  // Of drafts all that can be wrong by itself was looked at before.
  { param: /^name$/, field: 'name', key: 'tooMany' },
  { param: /^arms\[\d+\]\[order\]/, field: 'arms.#.order', key: 'method' },
  { param: /^arms\[\d+\]\[key\]/, field: 'arms.#.key', key: 'armKey' },
  { param: /^arms\[\d+\]\[weight\]/, field: 'arms.#.share', key: 'armShare' },
  { param: /^arms$/, field: 'arms', key: 'armSum' },
  { param: /^plan\[minimal_effect\]/, field: 'effect', key: 'tooLarge' },
  { param: /^plan\[planned_units\]/, field: 'units', key: 'units' },
  { param: /^plan\[alpha\]/, field: 'alpha', key: 'alpha' },
  { param: /^plan\[full_days\]/, field: 'fullDays', key: 'daysLive' },
  { param: /^plan\[maturity_minutes\]/, field: 'maturityMinutes', key: 'maturityLive' },
  { param: /^namespace/, field: 'from', key: 'stretch' },
  { param: /^coverage$/, field: 'share', key: 'coverage' },
  { param: /^share$/, field: 'share', key: 'holdoutSet' },
  { param: /^arm$/, field: 'arm', key: 'arm' },
  { param: /^id$/, field: null, key: 'gone' },
] as const;

type Problem = (typeof PARAMS)[number]['key'] | 'notTaken';

/** The field of a form that holds what the API calls so, null: none does; and the key of what is wrong with it. */
export function wrongField(param: string): {
  readonly field: string | null;
  readonly key: Problem;
} {
  const found = PARAMS.find((known) => known.param.test(param));
  if (found === undefined) return { field: null, key: 'notTaken' };
  const { field, key } = found;
  const number = /\d+/.exec(param)?.[0] ?? '';
  return { field: field?.replace('#', number) ?? null, key };
}

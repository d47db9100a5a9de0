import type { experimentResultsObject } from './experiment-results-object.ts';

type Results = Pick<ReturnType<typeof experimentResultsObject>, 'curve'>;

/** One line for each arm at each look. Arms' names are letters, digits, `-` and `_`; one like a formula is quoted. */
export function curveCsv({ curve }: Results): string {
  const lines = curve.flatMap(({ at, arms }) =>
    arms.map(({ key, effect_points: effect, interval_points: { low, high }, p_value: p }) =>
      [
        new Date(at * 1000).toISOString(),
        // A spreadsheet takes a minus in front for the beginning of a formula.
        key.startsWith('-') ? `'${key}` : key,
        ...[effect, low, high, p].map((value) => (value === null ? '' : String(value))),
      ].join(','),
    ),
  );
  return ['at,arm,effect_points,low_points,high_points,p_value', ...lines, ''].join('\r\n');
}

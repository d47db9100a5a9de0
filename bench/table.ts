import type { Spread } from './statistics.ts';

/** Rows under a heading, in columns as wide as they need; the first to the left, the rest to the right. */
export function formatTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) =>
    Math.max(...all.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat(Math.max(0, (widths[column] ?? 0) - cell.length));
        return column === 0 ? `${cell}${gap}` : `${gap}${cell}`;
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [line(heading), rule, ...rows.map(line)].join('\n');
}

/** `812 (790–850)` */
export function withRange(value: Spread, digits = 0): string {
  const figure = (part: number) => part.toFixed(digits);
  return value.min === value.max
    ? figure(value.median)
    : `${figure(value.median)} (${figure(value.min)}–${figure(value.max)})`;
}

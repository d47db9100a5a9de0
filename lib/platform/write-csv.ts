export type CsvCell = string | number | boolean | null;

/**
 * One record of a CSV file (RFC 4180), its line end included; null is an empty field. Text that a spreadsheet
 * would take for a formula is led by an apostrophe, which spreadsheets do not show.
 */
export function csvRecord(cells: readonly CsvCell[]): string {
  return `${cells.map(csvField).join(',')}\r\n`;
}

/** What begins a formula, and the blanks that some spreadsheets skip before one. */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

function csvField(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = FORMULA.test(cell.trimStart()) || FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

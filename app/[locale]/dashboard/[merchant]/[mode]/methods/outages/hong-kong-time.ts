/** What a browser's field for a time says, taken as Hong Kong's, which has no summer time; null: nothing. */
export function hongKongTime(typed: string): Date | null | 'wrong' {
  if (typed === '') return null;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/.test(typed)) return 'wrong';
  const at = new Date(`${typed}+08:00`);
  return Number.isNaN(at.getTime()) ? 'wrong' : at;
}

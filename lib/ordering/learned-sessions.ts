import { type Cell, type OrderingState, cellWeights, weighed } from './ordering-state.ts';

/** Sessions that a cell has been taught by as it weighs now, older ones for less: a whole number. */
export function sessionsOf(cell: Cell, nowMs: number): number {
  const counters = [cell.leaving, ...Object.values(cell.methods)];
  const weights = cellWeights(cell, nowMs);
  return Math.round(counters.reduce((sum, counter) => sum + weighed(counter, weights).n, 0));
}

/** What a merchant's sessions have taught so far; null: nothing yet. */
export function learnedSoFar(
  state: OrderingState,
  nowMs: number,
): { readonly sessions: number; readonly sinceMs: number } | null {
  const cell = state.levels.all['all'];
  if (cell === undefined) return null;
  return { sessions: sessionsOf(cell, nowMs), sinceMs: cell.sinceMs };
}

import { sessionsOf } from './learned-sessions.ts';
import { LEVELS } from './ordering-context.ts';
import type { Cell, OrderingState } from './ordering-state.ts';

/**
 * Regions and apps are the visitor's word: whoever makes them up shall not make a state that is read and written
 * whole grow for good. More kinds of shoppers than this a shop does not have.
 */
export const MOST_CELLS = 500;
/** What stays of a level that has more, so that not every session makes room anew. */
const KEPT_CELLS = 400;

/** The same state, without the cells that fewest sessions have taught where a level has too many. */
export function boundedState(state: OrderingState, nowMs: number): OrderingState {
  const full = LEVELS.filter((level) => Object.keys(state.levels[level]).length > MOST_CELLS);
  if (full.length === 0) return state;
  const levels = { ...state.levels };
  for (const level of full) levels[level] = heaviest(state.levels[level], nowMs);
  return { ...state, levels };
}

/** Of those that weigh the same the latest: it may still be taught. */
function heaviest(
  cells: Readonly<Record<string, Cell>>,
  nowMs: number,
): Readonly<Record<string, Cell>> {
  const weighed = Object.entries(cells).map(([key, cell]) => ({
    key,
    cell,
    sessions: sessionsOf(cell, nowMs),
  }));
  return Object.fromEntries(
    weighed
      .toSorted((a, b) => b.sessions - a.sessions || b.cell.sinceMs - a.cell.sinceMs)
      .slice(0, KEPT_CELLS)
      .map(({ key, cell }) => [key, cell]),
  );
}

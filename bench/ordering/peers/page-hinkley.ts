import { at } from '../at.ts';
import { WORLD_METHODS } from '../world-contexts.ts';

/** What a failure has to come to beyond its usual share before it counts. */
const TOLERANCE = 0.3;
/** With the tolerance chosen in worlds 1 and 2, at L, for as few false alarms as the engine's. */
const THRESHOLD = 3;
/** How slowly the usual share follows: about so many outcomes. */
const REMEMBERED = 1_000;
const ENOUGH_OUTCOMES = 150;

/**
 * The test of Page and Hinkley for a rise of each method's share of failures: the textbook detector of
 * change. It hears of outcomes only, in the order in which they become known.
 */
export class PageHinkley {
  readonly #methods = WORLD_METHODS.map(() => ({ outcomes: 0, failing: 0.15, sum: 0 }));

  /** Whether this outcome raises an alarm. */
  observe(method: number, failed: boolean): boolean {
    const one = at(this.#methods, method);
    const outcome = failed ? 1 : 0;
    one.outcomes += 1;
    one.sum = Math.max(0, one.sum + outcome - one.failing - TOLERANCE);
    one.failing += (outcome - one.failing) / Math.min(one.outcomes + 1, REMEMBERED);
    if (one.outcomes < ENOUGH_OUTCOMES || one.sum < THRESHOLD) return false;
    one.sum = 0;
    return true;
  }
}

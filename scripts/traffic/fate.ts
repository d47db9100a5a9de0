import type { Random } from '#lib/ordering/random.ts';
import type { Instant } from '../../bench/ordering/world.ts';
import { methodIndex } from './shopper-kinds.ts';

/** What becomes of an attempt: a `hang` says neither yes nor no. */
export type Fate = 'pay' | 'decline' | 'hang';

/** How a try went, as its shopper saw it; `refused`: why it was not begun. */
export type Try = 'paid' | 'failed' | 'hung' | { readonly refused: string };

/** Drawn by what is true of the method for this shopper. */
export function fateOf(
  { instant, random }: { readonly instant: Instant; readonly random: Random },
  method: string,
): Fate {
  const index = methodIndex(method);
  const works = random.next() < (instant.success[index] ?? 0);
  const silent = random.next() < (instant.silent[index] ?? 0);
  return works ? 'pay' : silent ? 'hang' : 'decline';
}

import type { Closing } from './closing.ts';

export interface BenchOptions {
  readonly closing: Closing;
  /** How often everything is measured, taking turns. */
  readonly rounds: number;
  /** About how long one measurement of throughput takes. */
  readonly secondsPerRound: number;
  /** Of `ordering`: how many sessions a day the shop has. */
  readonly size: (typeof SIZES)[number];
  /** Of `ordering`: for how long the shop is watched. */
  readonly days: number;
  /** Of `dashboard`: how many payments there are in the end. */
  readonly payments: number;
  /** Of `ordering`: the first world's number. Those up to a hundred were looked at while the engine was made. */
  readonly first: number;
  /** Of `ordering`: what is measured. */
  readonly parts: readonly (typeof PARTS)[number][];
}

export const SIZES = ['S', 'M', 'L'] as const;
export const PARTS = ['gap', 'shapes', 'outages', 'newcomer', 'time'] as const;

import type { Closing } from './closing.ts';

export interface BenchOptions {
  readonly closing: Closing;
  /** How often everything is measured, taking turns. */
  readonly rounds: number;
  /** About how long one measurement of throughput takes. */
  readonly secondsPerRound: number;
}

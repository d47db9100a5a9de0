import type { OrderingRecord } from '#lib/ordering/ordering-record.ts';
import type { WorldContext } from './world-contexts.ts';

/** One session that is about to see a list. */
export interface Visit {
  readonly id: string;
  readonly atMs: number;
  readonly context: WorldContext;
  readonly amountMinor: number;
  /** Methods' indexes, in the merchant's own order. */
  readonly eligible: readonly number[];
}

/** Something that orders methods and learns from what comes of it, as it becomes known. */
export interface Contender {
  readonly name: string;
  /** All of the visit's methods, best first. */
  order(visit: Visit): readonly number[];
  /** An attempt began: known at once, unlike its outcome. */
  began?(visit: Visit, attempt: StartedAttempt): void;
  observe(visit: Visit, order: readonly number[], record: OrderingRecord): void;
  /** Called every 30 s of the world's time. */
  tick?(nowMs: number): void;
}

export interface StartedAttempt {
  readonly id: string;
  readonly method: number;
  readonly startedAtMs: number;
}

/** Each run begins with one that knows nothing. */
export type CreateContender = (seed: string) => Contender;

import type { MethodId } from '#lib/domain/method-id.ts';
import { METHODS } from './catalogue.ts';

/**
 * When an attempt can no longer be paid, for providers whose answer does not say. Counted from the
 * attempt's start, so that every read of it gives the same instant; null where nobody knows.
 */
export function attemptExpiresAt(attempt: {
  readonly method: MethodId;
  readonly startedAt: Date;
}): Date | null {
  const { attemptLifetimeMs } = METHODS[attempt.method];
  return attemptLifetimeMs === null
    ? null
    : new Date(attempt.startedAt.getTime() + attemptLifetimeMs);
}

import type { OrderingContext } from './ordering-context.ts';

/** Where a method is out of order: everywhere, in one region, or in one app's own browser. */
export type OutageScope =
  | { readonly kind: 'everywhere' }
  | { readonly kind: 'region'; readonly region: string }
  | { readonly kind: 'in_app'; readonly inApp: string };

/**
 * A method that may have stopped working, and what has been seen of it since. It is ranked as if it had;
 * the next look may clear it, so nobody is told and its outcomes are learned from.
 */
export interface SuspectedMethod {
  readonly method: string;
  readonly scope: OutageScope;
  /** When the first of the attempts began that speak against it. */
  readonly sinceMs: number;
  /** Outcomes of attempts begun since `sinceMs`. */
  readonly paid: number;
  readonly failed: number;
}

/** A method taken to be out of order. */
export interface DownMethod extends SuspectedMethod {
  readonly alarmedAtMs: number;
  /** Log-likelihood ratio at the alarm, in nats. */
  readonly evidence: number;
  /** When it was found to work again. Kept for a while, so that what began before is not held against it. */
  readonly recoveredAtMs: number | null;
}

export function inScope(
  scope: OutageScope,
  context: Pick<OrderingContext, 'region' | 'inApp'>,
): boolean {
  switch (scope.kind) {
    case 'everywhere':
      return true;
    case 'region':
      return scope.region === context.region;
    case 'in_app':
      return scope.inApp === context.inApp;
  }
}

/** One text for each scope there can be. */
export function scopeKey(scope: OutageScope): string {
  switch (scope.kind) {
    case 'everywhere':
      return 'everywhere';
    case 'region':
      return `region ${scope.region}`;
    case 'in_app':
      return `in ${scope.inApp}`;
  }
}

type Place = Pick<OrderingContext, 'region' | 'inApp'>;

/** The outage under way that covers a method in a context, the oldest where several do. */
export function downFor(
  down: readonly DownMethod[],
  place: Place,
  method: string,
): DownMethod | null {
  return oldest(down, place, method, ({ recoveredAtMs }) => recoveredAtMs === null);
}

/** The outage, over or not, in which an attempt began. */
export function downDuring(
  down: readonly DownMethod[],
  place: Place,
  attempt: { readonly method: string; readonly startedAtMs: number },
): DownMethod | null {
  const { method, startedAtMs } = attempt;
  return oldest(
    down,
    place,
    method,
    ({ sinceMs, recoveredAtMs }) =>
      startedAtMs >= sinceMs && (recoveredAtMs === null || startedAtMs < recoveredAtMs),
  );
}

/** Likewise of suspicions. */
export function suspectedFor(
  suspected: readonly SuspectedMethod[],
  place: Place,
  method: string,
): SuspectedMethod | null {
  return oldest(suspected, place, method, () => true);
}

function oldest<T extends SuspectedMethod>(
  down: readonly T[],
  place: Place,
  method: string,
  covers: (one: T) => boolean,
): T | null {
  let found: T | null = null;
  for (const one of down) {
    if (one.method !== method || !inScope(one.scope, place) || !covers(one)) continue;
    if (found === null || one.sinceMs < found.sinceMs) found = one;
  }
  return found;
}

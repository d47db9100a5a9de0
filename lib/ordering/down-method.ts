import type { OrderingContext } from './ordering-context.ts';

/** Where a method is out of order: everywhere, in one region, or in one app's own browser. */
export type OutageScope =
  | { readonly kind: 'everywhere' }
  | { readonly kind: 'region'; readonly region: string }
  | { readonly kind: 'in_app'; readonly inApp: string };

/** A method taken to be out of order, and what has been seen of it since. */
export interface DownMethod {
  readonly method: string;
  readonly scope: OutageScope;
  /** When the first of the attempts began that the alarm goes by. */
  readonly sinceMs: number;
  readonly alarmedAtMs: number;
  /** Log-likelihood ratio at the alarm, in nats. */
  readonly evidence: number;
  /** Outcomes of attempts begun since `sinceMs`. */
  readonly paid: number;
  readonly failed: number;
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

export function sameScope(a: OutageScope, b: OutageScope): boolean {
  return (
    a.kind === b.kind &&
    (a.kind !== 'region' || b.kind !== 'region' || a.region === b.region) &&
    (a.kind !== 'in_app' || b.kind !== 'in_app' || a.inApp === b.inApp)
  );
}

/** The outage that covers a method in a context, the oldest where several do. */
export function downFor(
  down: readonly DownMethod[],
  context: Pick<OrderingContext, 'region' | 'inApp'>,
  method: string,
): DownMethod | null {
  let found: DownMethod | null = null;
  for (const one of down) {
    if (one.method !== method || !inScope(one.scope, context)) continue;
    if (found === null || one.sinceMs < found.sinceMs) found = one;
  }
  return found;
}

import type { MethodId } from '#lib/domain/method-id.ts';
import type { Need } from '#lib/domain/payment-figures.ts';
import { wilsonInterval } from '#lib/experiments/wilson-interval.ts';

/** How many of a method's attempts that are over were paid. */
export interface MethodCounts {
  readonly method: MethodId;
  readonly paid: number;
  readonly failed: number;
}

/** Fewer than these say nothing of a day, or of what is usual. */
const LEAST_RECENT = 20;
const LEAST_PAST = 100;
/**
 * Both intervals hold at 99.9 %, and apart they are only where a difference is clearer than that: of ten methods that
 * are looked at all day long, none is called fallen by chance but once in years.
 */
const ALPHA = 0.001;

/** Methods that are paid less often in the last day than in the weeks before it, beyond doubt. */
export function fallenMethods(
  recent: readonly MethodCounts[],
  past: readonly MethodCounts[],
): readonly Extract<Need, { kind: 'method_fell' }>[] {
  return recent.flatMap((now) => {
    const before = past.find(({ method }) => method === now.method);
    const units = now.paid + now.failed;
    const pastUnits = before === undefined ? 0 : before.paid + before.failed;
    if (before === undefined || units < LEAST_RECENT || pastUnits < LEAST_PAST) return [];
    const of = { units, successes: now.paid };
    const ofPast = { units: pastUnits, successes: before.paid };
    if (wilsonInterval(of, ALPHA).high >= wilsonInterval(ofPast, ALPHA).low) return [];
    const shares = { recent: now.paid / units, past: before.paid / pastUnits };
    return [{ kind: 'method_fell' as const, method: now.method, ...shares }];
  });
}

import type { ExposureRow } from '#lib/db/stores/ordering-store.ts';
import type { MethodRow } from '#lib/domain/checkout-view.ts';
import type { Device } from '#lib/domain/device.ts';
import type { ExpressMethodId } from '#lib/domain/method-id.ts';
import { type CheckoutFacts, methodRows } from '../checkout-facts.ts';
import type { AppContext } from '../context.ts';
import { type PageVisitor, orderSession } from './order-session.ts';

/** The rows of a session's list as its shopper sees them. */
export interface OrderedRows {
  readonly rows: readonly MethodRow[];
  readonly express: readonly ExpressMethodId[];
  /** To be written once the page was shown to a person; null: there is nothing new to write. */
  readonly exposure: ExposureRow | null;
}

/**
 * `methodRows` in the order that was decided for this session. Methods that can be chosen change places among
 * themselves; one that cannot keeps its own, with its reason.
 */
export function orderedRows(
  context: AppContext,
  facts: CheckoutFacts,
  visitor: PageVisitor,
): OrderedRows {
  const { rows, express } = methodRows(facts, visitor.device);
  const usable = rows.filter(({ reason }) => reason === null);
  if (usable.length === 0) return { rows, express, exposure: null };
  const { order, exposure } = orderSession(context, {
    session: facts.session,
    total: facts.summary.total,
    shownBefore: facts.shownBefore,
    usable: usable.map(({ method }) => method),
    leftOut: rows.flatMap(({ method, reason }) =>
      reason === null ? [] : [{ method, reason: reason.code }],
    ),
    visitor,
  });
  return { rows: reordered(rows, order), express, exposure };
}

/** The rows as the session's list had them, for a page beside it; undecided, in the merchant's own order. */
export function rowsAsShown(facts: CheckoutFacts, device: Device): readonly MethodRow[] {
  const { rows } = methodRows(facts, device);
  const shown = facts.shownBefore.session;
  return shown === null ? rows : reordered(rows, shown.order);
}

/** Where the merchant hides some, the last places stay empty. */
function reordered(rows: readonly MethodRow[], order: readonly string[]): readonly MethodRow[] {
  const usable = rows.filter(({ reason }) => reason === null);
  const next = order.flatMap((method) => usable.filter((row) => row.method === method)).values();
  return rows.flatMap((row) => (row.reason === null ? (next.next().value ?? []) : row));
}

import type { ExposureRow } from '#lib/db/stores/ordering-store.ts';
import type { MethodRow } from '#lib/domain/checkout-view.ts';
import type { ExpressMethodId } from '#lib/domain/method-id.ts';
import { UNKNOWN_REGION } from '#lib/ordering/ordering-context.ts';
import { type CheckoutFacts, methodRows } from '../checkout-facts.ts';
import type { AppContext } from '../context.ts';
import { type PageVisitor, orderSession } from './order-session.ts';
import { withOutages } from './outage-rows.ts';

/** The rows of a session's list as its shopper sees them. */
export interface OrderedRows {
  readonly rows: readonly MethodRow[];
  readonly express: readonly ExpressMethodId[];
  /** To be written once the page was shown to a person; null: there is nothing new to write. */
  readonly exposure: ExposureRow | null;
}

/**
 * `methodRows` in the order that was decided for this session. Methods that can be chosen change places among
 * themselves; one that cannot keeps its own, with its reason. What went out of order after the list was shown
 * stays where it was shown.
 */
export function orderedRows(
  context: AppContext,
  facts: CheckoutFacts,
  visitor: PageVisitor,
): OrderedRows {
  const { rows, express } = rowsNow(context, facts, visitor);
  const usable = rows.filter(({ reason }) => reason === null);
  // Where nothing is paid there is nothing to order: what keeps cards says nothing of how shoppers pay.
  if (usable.length === 0 || facts.summary.purpose === 'setup') {
    return { rows, express, exposure: null };
  }
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
  return { rows: reordered(rows, order, facts.shownBefore), express, exposure };
}

/** The rows as the session's list had them, for a page beside it; undecided, in the merchant's own order. */
export function rowsAsShown(
  context: AppContext,
  facts: CheckoutFacts,
  visitor: Pick<PageVisitor, 'device' | 'region'>,
): readonly MethodRow[] {
  const { rows } = rowsNow(context, facts, visitor);
  const { session } = facts.shownBefore;
  return session === null ? rows : reordered(rows, session.order, facts.shownBefore);
}

/** With what is out of order now, as far as this node has heard. */
function rowsNow(
  context: AppContext,
  facts: CheckoutFacts,
  { device, region }: Pick<PageVisitor, 'device' | 'region'>,
) {
  const outages = context.ordering.of(facts.session)?.outages ?? [];
  const { inApp } = device;
  return withOutages(methodRows(facts, device), outages, {
    sessionId: facts.session.id,
    region: region ?? UNKNOWN_REGION,
    inApp: inApp ?? null,
    now: context.clock.now(),
  });
}

/** Where the merchant hides some, the last places stay empty. */
function reordered(
  rows: readonly MethodRow[],
  order: readonly string[],
  { session: shown }: CheckoutFacts['shownBefore'],
): readonly MethodRow[] {
  const placeOf = (method: string) => shown?.order.indexOf(method) ?? -1;
  const moves = ({ method, reason }: MethodRow) =>
    reason === null || (reason.code === 'out_of_order' && placeOf(method) !== -1);
  const closed = rows.filter((row) => row.reason !== null && moves(row));
  const methods = order.filter((method) => !closed.some((row) => row.method === method));
  // Each before the first of those that were shown under it.
  for (const { method } of closed) {
    const under = methods.findIndex((other) => placeOf(other) > placeOf(method));
    methods.splice(under === -1 ? methods.length : under, 0, method);
  }
  const next = methods
    .flatMap((method) => rows.filter((row) => row.method === method && moves(row)))
    .values();
  return rows.flatMap((row) => (moves(row) ? (next.next().value ?? []) : row));
}

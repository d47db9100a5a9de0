import type { OutageRow } from '#lib/db/stores/ordering-store.ts';
import type { MethodRow } from '#lib/domain/checkout-view.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import type { ExpressMethodId, MethodId } from '#lib/domain/method-id.ts';
import { placeOf } from '#lib/experiments/bucket-hash.ts';
import { inScope } from '#lib/ordering/down-method.ts';
import type { OrderingContext } from '#lib/ordering/ordering-context.ts';

/**
 * Of the sessions from which an alarm keeps a method away, the share that is offered it all the same, lower and
 * with a word: what nobody tries never comes back by itself. As much again with each hour, for the older an
 * alarm is the less it says, and a small shop has few who try.
 */
const PROBING_SHARE = 0.1;
const MOST_PROBING = 0.5;
const HOUR_MS = 60 * 60 * 1000;

interface Listed {
  readonly rows: readonly MethodRow[];
  readonly express: readonly ExpressMethodId[];
}

/** Whose list it is, and where they are. */
interface Visit extends Pick<OrderingContext, 'region' | 'inApp'> {
  readonly sessionId: CheckoutSessionId;
  readonly now: Date;
}

/**
 * The list with what is out of order marked, or closed where that is wanted. Nothing is closed that would leave
 * nothing to pay with; a wallet of the browser is no part of that, for not every browser has one.
 */
export function withOutages(listed: Listed, outages: readonly OutageRow[], visit: Visit): Listed {
  const here = outages.filter(({ scope }) => inScope(scope, visit));
  if (here.length === 0) return listed;
  const marked = listed.rows.map((row) => markedRow(row, here, visit, true));
  const payable = marked.some(({ reason }) => reason === null);
  const rows = payable ? marked : listed.rows.map((row) => markedRow(row, here, visit, false));
  const working = listed.express.filter((method) => {
    const outage = outageOf(here, method);
    return outage === null || !isClosed(outage, visit);
  });
  const anything = rows.some(({ reason }) => reason === null) || working.length > 0;
  return { rows, express: anything ? working : listed.express };
}

function markedRow(
  row: MethodRow,
  here: readonly OutageRow[],
  visit: Visit,
  mayClose: boolean,
): MethodRow {
  const outage = row.reason === null ? outageOf(here, row.method) : null;
  if (outage === null) return row;
  const { publicReason } = outage;
  return mayClose && isClosed(outage, visit)
    ? { ...row, reason: { code: 'out_of_order', publicReason } }
    : { ...row, outage: { publicReason } };
}

/** The merchant's word before any alarm; of several alarms one that closes. */
function outageOf(here: readonly OutageRow[], method: MethodId): OutageRow | null {
  const own = here.filter((outage) => outage.method === method);
  return (
    own.find(({ raisedBy }) => raisedBy === 'merchant') ??
    own.find(({ action }) => action === 'close') ??
    own[0] ??
    null
  );
}

/** The same for a session within an hour. What the merchant closed by hand is closed for all. */
function isClosed(outage: OutageRow, { sessionId, now }: Visit): boolean {
  const { id, action, raisedBy, raisedAt } = outage;
  if (action !== 'close') return false;
  const hours = Math.floor((now.getTime() - raisedAt.getTime()) / HOUR_MS);
  const probing = Math.min(MOST_PROBING, PROBING_SHARE * (1 + Math.max(0, hours)));
  return raisedBy === 'merchant' || placeOf('murmur3', id, sessionId) >= probing;
}

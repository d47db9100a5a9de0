import {
  type ShownCounts,
  TRANSFERS_DONE,
  type TransfersDone,
} from '#components/dashboard/transfers/transfers-view.ts';
import { TRANSFER_VIEWS, type TransferView } from '#lib/domain/bank-transfer.ts';
import type { StatementCounts } from '#lib/operations/operators/import-own-statement.ts';
import { type Query, withQuery } from '../../../../operator-request.ts';

/** More line numbers than these do not fit into a sentence. */
const MOST_LINES = 10;

export function readView(query: Query): TransferView {
  return TRANSFER_VIEWS.find((view) => view === query['show']) ?? 'waiting';
}

export function readTransfersDone(query: Query): TransfersDone | null {
  return TRANSFERS_DONE.find((done) => done === query['done']) ?? null;
}

/** The payment that something was just matched to. */
export function readMatched(query: Query): string | null {
  const { payment } = query;
  return typeof payment === 'string' && /^pi_[0-9A-Za-z]{8,40}$/.test(payment) ? payment : null;
}

/** The list's address with what is shown of it. */
export function transfersHref(
  basePath: string,
  view: TransferView,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({ ...(view === 'waiting' ? {} : { show: view }), ...more });
  return withQuery(`${basePath}/payments/transfers`, query);
}

/** What became of a statement, for the address that it leads to. */
export function writeCounts(counts: StatementCounts): Readonly<Record<string, string>> {
  const { matched, known, toLookAt, leftAside, unreadable } = counts;
  const lines = unreadable.slice(0, MOST_LINES).join('.');
  return {
    counts: [matched, known, toLookAt, leftAside, unreadable.length].join('.'),
    ...(lines === '' ? {} : { lines }),
  };
}

/** The same as it was written; null: nothing was imported. */
export function readCounts(query: Query): ShownCounts | null {
  const figures = readFigures(query['counts']);
  if (figures?.length !== 5) return null;
  const [matched = 0, known = 0, toLookAt = 0, leftAside = 0, unreadable = 0] = figures;
  const lines = (readFigures(query['lines']) ?? []).slice(0, MOST_LINES);
  return { matched, known, toLookAt, leftAside, unreadable, lines };
}

function readFigures(said: Query[string]): readonly number[] | null {
  if (typeof said !== 'string' || !/^\d{1,7}(?:\.\d{1,7}){0,19}$/.test(said)) return null;
  return said.split('.').map(Number);
}

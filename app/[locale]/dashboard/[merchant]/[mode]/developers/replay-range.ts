import type { ReplayQuery, ReplayView } from '#components/dashboard/developers/replay-page.tsx';
import { isEventType } from '#lib/domain/event-type.ts';
import type { ReplayRange } from '#lib/operations/operators/send-again.ts';
import type { Query } from '../../../operator-request.ts';
import { textOf } from './developers-query.ts';
import { readHongKongMoment } from '#lib/domain/hong-kong-time.ts';

/** A range as an address has it: every type by its own `types`. */
export function queryOfRange(query: Query): ReplayQuery {
  const types = query['types'] ?? [];
  return {
    from: textOf(query, 'from'),
    to: textOf(query, 'to'),
    types: [types].flat().filter(isEventType),
    all: textOf(query, 'all') === 'on',
  };
}

/** What a range names, or what is wrong with it. */
export function readRange(query: ReplayQuery): ReplayRange | NonNullable<ReplayView['problem']> {
  const from = readHongKongMoment(query.from);
  const before = readHongKongMoment(query.to);
  if (from === null || before === null) return 'missing';
  if (from >= before) return 'order';
  return { from, before, types: query.types.length === 0 ? null : query.types, all: query.all };
}

import { z } from 'zod';

import { invalidParam, resourceMissing } from './errors.ts';
import { emptyable, expand, integer, text } from './form.ts';

const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 10;

const timeRange = z.union([
  integer,
  z.strictObject({
    gt: integer.optional(),
    gte: integer.optional(),
    lt: integer.optional(),
    lte: integer.optional(),
  }),
]);

/** The parameters every list takes. */
export const listParams = {
  created: timeRange.optional(),
  ending_before: emptyable(text).optional(),
  expand,
  limit: integer.optional(),
  starting_after: emptyable(text).optional(),
};

export interface Page {
  readonly limit?: number | undefined;
  readonly starting_after?: string | null | undefined;
  readonly ending_before?: string | null | undefined;
  readonly created?: z.infer<typeof timeRange> | undefined;
}

interface Listed {
  readonly id: string;
  readonly created?: number;
}

export interface ListBody<T> {
  readonly object: 'list';
  readonly url: string;
  readonly has_more: boolean;
  readonly data: readonly T[];
}

/** One page, newest first, of `items` in order of creation. Cursors are ids. */
export function listPage<T extends Listed>(
  url: string,
  items: Iterable<T>,
  page: Page,
): ListBody<T> {
  const limit = checkLimit(page.limit);
  const newestFirst = [...items]
    .reverse()
    .filter((item) => isCreatedWithin(item.created ?? 0, page.created));
  if (page.ending_before !== undefined && page.ending_before !== null) {
    const end = cursorIndex(newestFirst, page.ending_before, 'ending_before');
    const start = Math.max(0, end - limit);
    return body(url, newestFirst.slice(start, end), start > 0);
  }
  const start =
    page.starting_after === undefined || page.starting_after === null
      ? 0
      : cursorIndex(newestFirst, page.starting_after, 'starting_after') + 1;
  const data = newestFirst.slice(start, start + limit);
  return body(url, data, start + data.length < newestFirst.length);
}

/** `limit`, 10 unless told; throws 400 outside 1–100. */
export function checkLimit(limit: number | undefined): number {
  if (limit === undefined) return DEFAULT_LIMIT;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw invalidParam(
    limit < 1
      ? 'This value must be greater than or equal to 1.'
      : `This value must be less than or equal to ${MAX_LIMIT}.`,
    'limit',
    'parameter_invalid_integer',
  );
}

function body<T>(url: string, data: readonly T[], hasMore: boolean): ListBody<T> {
  return { object: 'list', url, has_more: hasMore, data };
}

function cursorIndex(items: readonly Listed[], id: string, param: string): number {
  const index = items.findIndex((item) => item.id === id);
  if (index < 0) throw resourceMissing('object', id, param);
  return index;
}

function isCreatedWithin(created: number, range: Page['created']): boolean {
  if (range === undefined) return true;
  if (typeof range === 'number') return created === range;
  return (
    (range.gt === undefined || created > range.gt) &&
    (range.gte === undefined || created >= range.gte) &&
    (range.lt === undefined || created < range.lt) &&
    (range.lte === undefined || created <= range.lte)
  );
}

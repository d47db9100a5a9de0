import { z } from 'zod';
import { type CreatedRange, type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import { invalidRequest } from './api-error.ts';
import { integer, text } from './param-schemas.ts';

/** Which page of a list, in Stripe's words and bounds: https://docs.stripe.com/api/pagination */
export const pageParams = {
  limit: integer(1, 100).exactOptional(),
  starting_after: text(100).exactOptional(),
  ending_before: text(100).exactOptional(),
};

/** Of a list that is not bounded by `created`. */
export const ANY_TIME: CreatedRange = { from: null, before: null };

const DEFAULT_LIMIT = 10;

/**
 * One page of a list, as the SDKs' auto-paging follows it. `load` answers null when the cursor names nothing
 * that is in the list. Throws ApiError.
 */
export async function answerList<Item>(list: {
  /** The address without its query, as the list names itself. */
  url: string;
  /** What the list is of, in messages. */
  noun: string;
  params: PageParams;
  load: (page: PageRequest) => Promise<Page<Item> | null>;
  object: (item: Item) => object;
}) {
  const page = readPage(list.params);
  const found = await list.load(page);
  if (found === null) throw noSuchCursor(list.noun, page);
  return {
    object: 'list' as const,
    data: found.items.map(list.object),
    has_more: found.hasMore,
    url: list.url,
  };
}

interface PageParams {
  readonly limit?: number;
  readonly starting_after?: string;
  readonly ending_before?: string;
}

function readPage(params: PageParams): PageRequest {
  if (params.starting_after !== undefined && params.ending_before !== undefined) {
    throw invalidRequest('Send starting_after or ending_before, not both.', {
      param: 'ending_before',
    });
  }
  return {
    limit: params.limit ?? DEFAULT_LIMIT,
    startingAfter: params.starting_after ?? null,
    endingBefore: params.ending_before ?? null,
  };
}

function noSuchCursor(noun: string, page: PageRequest) {
  const param = page.startingAfter === null ? 'ending_before' : 'starting_after';
  const id = cursorId(page) ?? '';
  return invalidRequest(`No such ${noun}: '${id}'`, { param, code: 'resource_missing' });
}

const moment = integer(0, 99_999_999_999).transform((seconds) => new Date(seconds * 1000));

/** When something was created: that second, or bounds. Times as Unix seconds, as objects show them. */
export const createdFilter = z.union([
  moment.transform((at): CreatedRange => ({ from: at, before: secondAfter(at) })),
  z
    .strictObject({
      gt: moment.exactOptional(),
      gte: moment.exactOptional(),
      lt: moment.exactOptional(),
      lte: moment.exactOptional(),
    })
    .transform(({ gt, gte, lt, lte }): CreatedRange => ({
      from: latest(gt === undefined ? null : secondAfter(gt), gte ?? null),
      before: earliest(lt ?? null, lte === undefined ? null : secondAfter(lte)),
    })),
]);

function secondAfter(at: Date): Date {
  return new Date(at.getTime() + 1000);
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

function earliest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

import type { z } from 'zod';
import { type ApiFailure, apiFailure } from './api-failure.ts';

export type ApiResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: ApiFailure };

/** What a look-up by our reference is bounded to: around the attempt's start, so many pages. */
const LOOKUP_BEFORE_S = 2 * 60;
const LOOKUP_AFTER_S = 15 * 60;
export const PAGE_SIZE = 100;
const MAX_PAGES = 10;

/** The `created` filter of a list in which what was begun at `startedAt` must be. */
export function createdAround(startedAt: Date): { readonly gte: number; readonly lte: number } {
  const startedAtS = Math.floor(startedAt.getTime() / 1000);
  return { gte: startedAtS - LOOKUP_BEFORE_S, lte: startedAtS + LOOKUP_AFTER_S };
}

/** Makes a call and checks its answer. Throws only what is not the SDK's: that is a defect of ours. */
export async function call<T>(
  schema: z.ZodType<T>,
  send: () => Promise<unknown>,
): Promise<ApiResult<T>> {
  let answer: unknown;
  try {
    answer = await send();
  } catch (error) {
    return { ok: false, failure: apiFailure(error) };
  }
  const parsed = schema.safeParse(answer);
  if (parsed.success) return { ok: true, value: parsed.data };
  const paths = parsed.error.issues.map((issue) => issue.path.join('.'));
  return unknown('unreadable_answer', `unexpected shape at ${paths.join(', ') || 'the top'}`);
}

interface Page<Item> {
  readonly data: readonly Item[];
  readonly has_more: boolean;
}

/** Reads newest first until an item matches. Running out of pages is not absence: it is unknown. */
export async function findInPages<Item extends { readonly id: string }>(
  fetchPage: (after: { starting_after?: string }) => Promise<ApiResult<Page<Item>>>,
  matches: (item: Item) => boolean,
): Promise<ApiResult<Item | null>> {
  let after: { starting_after?: string } = {};
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await fetchPage(after);
    if (!answer.ok) return answer;
    const { data, has_more: hasMore } = answer.value;
    const found = data.find(matches);
    if (found !== undefined) return { ok: true, value: found };
    const last = data.at(-1);
    if (!hasMore || last === undefined) return { ok: true, value: null };
    after = { starting_after: last.id };
  }
  return unknown('provider_error', `not found in the first ${MAX_PAGES * PAGE_SIZE} entries`);
}

function unknown(
  cause: 'unreadable_answer' | 'provider_error',
  detail: string,
): { ok: false; failure: ApiFailure } {
  return { ok: false, failure: { kind: 'unknown', cause, detail } };
}

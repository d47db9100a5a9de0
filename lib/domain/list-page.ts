/** Which part of a list is asked for. At most one of the two ids is given. */
export interface PageRequest {
  readonly limit: number;
  /** What comes after this one, further back in time. */
  readonly startingAfter: string | null;
  /** What comes right before this one, nearer to now. */
  readonly endingBefore: string | null;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** There is more in the direction that was asked for. */
  readonly hasMore: boolean;
}

/** The id a page begins at, whichever way it runs. */
export function cursorId(page: PageRequest): string | null {
  return page.startingAfter ?? page.endingBefore;
}

/**
 * A page of a list that is at hand whole, in its own order; null: the cursor is none of it. At most as many
 * as were bounded where the list was written.
 */
export function pageOf<Item extends { readonly id: string }>(
  all: readonly Item[],
  page: PageRequest,
): Page<Item> | null {
  const id = cursorId(page);
  const at = all.findIndex((item) => item.id === id);
  if (id !== null && at === -1) return null;
  if (page.endingBefore !== null) {
    const start = Math.max(0, at - page.limit);
    return { items: all.slice(start, at), hasMore: start > 0 };
  }
  const end = at + 1 + page.limit;
  return { items: all.slice(at + 1, end), hasMore: end < all.length };
}

/** From `from` on, and before `before`; null: no bound. */
export interface CreatedRange {
  readonly from: Date | null;
  readonly before: Date | null;
}

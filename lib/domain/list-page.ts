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

/** From `from` on, and before `before`; null: no bound. */
export interface CreatedRange {
  readonly from: Date | null;
  readonly before: Date | null;
}

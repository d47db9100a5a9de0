/**
 * How far a numbered list has been read whose numbers are given before what they name is committed: one that is
 * missing may appear later, below what was read already.
 */
export interface FollowedEvents {
  /** Everything up to here was read but what is missing. */
  readonly readTo: number;
  /** Numbers below that were not there, and since when that is known, by a clock that only goes forward. */
  readonly missing: ReadonlyMap<number, number>;
}

export const NOTHING_FOLLOWED: FollowedEvents = { readTo: 0, missing: new Map() };

/** A transaction is over by then (its statements have 15 s each): the number was given back. */
const MISSING_MS = 60_000;

/** More at once is a past in which a database lost numbers; those near the end may still come. */
const MOST_MISSING = 2_000;

/** Goes on from where a node got to, this one or another. */
export function resumeFrom(followed: FollowedEvents, passed: number): FollowedEvents {
  const missing = [...followed.missing].filter(([id]) => id > passed);
  return { readTo: Math.max(followed.readTo, passed), missing: new Map(missing) };
}

/** With what a round found: `late` of those missing, and `ids` after `readTo`, in order and without a limit between. */
export function followOn(
  followed: FollowedEvents,
  found: { readonly late: readonly number[]; readonly ids: readonly number[] },
  nowMs: number,
): FollowedEvents {
  const missing = new Map(
    [...followed.missing].filter(
      ([id, sinceMs]) => !found.late.includes(id) && nowMs - sinceMs < MISSING_MS,
    ),
  );
  let { readTo } = followed;
  for (const id of found.ids) {
    for (let gap = Math.max(readTo + 1, id - MOST_MISSING); gap < id; gap += 1) {
      missing.set(gap, nowMs);
    }
    readTo = id;
  }
  return { readTo, missing: new Map([...missing].slice(-MOST_MISSING)) };
}

/** The number up to which nothing will come any more: what survives this node. */
export function passedBy({ readTo, missing }: FollowedEvents): number {
  return Math.min(readTo, ...[...missing.keys()].map((id) => id - 1));
}

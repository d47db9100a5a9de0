/** What of a link decides whether it opens a session. */
interface LinkFacts {
  readonly active: boolean;
  readonly expiresAt: Date | null;
  /** How many can pay in all; null: as many as like. */
  readonly completedLimit: number | null;
}

/** How many of a link's places are paid, and how many are held by shoppers who may still pay. */
export interface PlacesTaken {
  readonly complete: number;
  readonly held: number;
}

/**
 * `sold_out`: all places are paid. `full`: none is free now, but one may become free, since some of them are
 * only held.
 */
export type LinkStanding = 'open' | 'inactive' | 'expired' | 'sold_out' | 'full';

export function linkStanding(link: LinkFacts, taken: PlacesTaken, now: Date): LinkStanding {
  const { active, expiresAt, completedLimit } = link;
  if (completedLimit !== null && taken.complete >= completedLimit) return 'sold_out';
  if (!active) return 'inactive';
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  if (completedLimit !== null && taken.complete + taken.held >= completedLimit) return 'full';
  return 'open';
}

/** How long a session of a link is open. A shopper who comes back later opens the link again. */
export const LINK_SESSION_LIFETIME_MS = 60 * 60 * 1000;
/** Of a link with a limit: an open session holds a place that somebody else may want. */
export const LIMITED_SESSION_LIFETIME_MS = 30 * 60 * 1000;

/** How many places of a link one address may hold at a time: an address can be a whole mobile network. */
export function mostHeldByAddress(completedLimit: number): number {
  return Math.max(3, Math.floor(completedLimit / 2));
}

/** How a link's code looks. */
export const LINK_CODE = /^[0-9A-Za-z]{12}$/;

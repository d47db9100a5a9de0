import { isAttemptOfSession, isSession } from '#lib/db/stores/page-store.ts';
import type { CheckoutSessionId, MerchantId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { getAppContext } from './app-context.ts';
import { type CheckoutFacts, loadFacts } from './checkout-facts.ts';
import { isDatabaseUnavailable } from './database-away.ts';
import { isLink } from './load-link.ts';
import { findSignedIn } from './operators/operator-session.ts';

/** `failed`: for a reason of ours, which is in the log. */
export type PageStanding = 'there' | 'not_found' | 'try_again_later' | 'failed';

/** What stands in front of a page has to know of it before it is drawn. */
export interface PageReading {
  readonly standing: PageStanding;
  /** The origins whose pages may frame it; none for a page of its own. */
  readonly frameAncestors: readonly string[];
}

interface PageAddress {
  readonly sessionId: CheckoutSessionId;
  readonly attemptId: PaymentAttemptId | null;
}

/**
 * Whether there is anything to show at an address, asked before a page begins to draw: afterwards its
 * answer's status can no longer say so. `not_found` is the same for what is nobody's and somebody else's.
 */
export function findPage(page: PageAddress): Promise<PageStanding> {
  return unlessAway(async () => {
    const { db } = (await getAppContext()).database;
    return page.attemptId === null
      ? isSession(db, page.sessionId)
      : isAttemptOfSession(db, { ...page, attemptId: page.attemptId });
  });
}

/** `findPage` for a payment link's page and what hangs on it. */
export function findLinkPage(code: string): Promise<PageStanding> {
  return unlessAway(async () => isLink(await getAppContext(), code));
}

/**
 * `findPage` for the dashboard's pages of a merchant: whoever is not signed in is sent to sign in by the page,
 * which asks for itself; to who is, another's merchant is not there.
 */
export function findDashboard(asked: {
  merchantId: MerchantId;
  /** What the browser holds of a session. */
  token: string | null;
}): Promise<PageStanding> {
  return unlessAway(async () => {
    const signedIn = await findSignedIn(await getAppContext(), asked.token);
    return (
      signedIn === null ||
      signedIn.memberships.some(({ merchantId }) => merchantId === asked.merchantId)
    );
  });
}

/**
 * `findPage` for a page that will be drawn at once, for one reading of both: what was read is left for
 * `takeRead` under this request's own ticket. Not for a form, whose action changes what was read.
 */
export async function readPage(page: PageAddress, ticket: string): Promise<PageReading> {
  let frameAncestors: readonly string[] = [];
  const standing = await unlessAway(async () => {
    const facts = await loadFacts(await getAppContext(), page.sessionId);
    if (facts === null) return false;
    if (page.attemptId !== null && !facts.attempts.some(({ id }) => id === page.attemptId)) {
      return false;
    }
    leave(ticket, facts);
    frameAncestors = facts.summary.embed?.parentOrigins ?? [];
    return true;
  });
  return { standing, frameAncestors };
}

/** What was read for this request; null when nothing was, and the page has to read for itself. */
export function takeRead(ticket: string): CheckoutFacts | null {
  const left = leftReads();
  const facts = left.get(ticket) ?? null;
  left.delete(ticket);
  return facts;
}

/** Requests that break off never take theirs; the oldest make room. */
const MAX_LEFT = 256;

function leave(ticket: string, facts: CheckoutFacts): void {
  const left = leftReads();
  for (const oldest of left.keys()) {
    if (left.size < MAX_LEFT) break;
    left.delete(oldest);
  }
  left.set(ticket, facts);
}

/** One a process: Next loads this file more than once, in front of the pages and in their bundle. */
const HOLDER = Symbol.for('praya.page-reads');
type Holder = typeof globalThis & { [HOLDER]?: Map<string, CheckoutFacts> };

function leftReads(): Map<string, CheckoutFacts> {
  const holder = globalThis as Holder; // the symbol's slot is ours
  holder[HOLDER] ??= new Map();
  return holder[HOLDER];
}

async function unlessAway(isThere: () => Promise<boolean>): Promise<PageStanding> {
  try {
    return (await isThere()) ? 'there' : 'not_found';
  } catch (error) {
    if (isDatabaseUnavailable(error)) return 'try_again_later';
    const { log } = await getAppContext();
    log.error({ err: error }, 'a page could not be read');
    return 'failed';
  }
}

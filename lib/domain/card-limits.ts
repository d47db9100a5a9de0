import type { FailureCode } from './failure-code.ts';
import type { AttemptStatus } from './payment-attempt.ts';

/**
 * What holds card testing up: trying stolen card numbers, which shows as many tries that come to
 * nothing. A code or a wallet tells nobody whether a card is good, so those stay usable (what they are
 * held up for is in `request-limits.ts`), and nothing of what a shopper is held up for is lost or charged.
 *
 * The figures are where OWASP and Stripe start from (https://docs.stripe.com/disputes/prevention/card-testing),
 * bent so that the many honest shoppers of one mobile network, who share an address, do not hold each
 * other up: what counts is failures, and only while they are the rule and not the exception.
 */

/** Declined cards a session takes: a shopper with more than this has other ways to pay. */
export const MAX_DECLINED_CARDS_PER_SESSION = 5;
/** Card tries a session takes however they ended. */
export const MAX_CARD_TRIES_PER_SESSION = 10;

/** How far back tries of an address count. */
export const ADDRESS_WINDOW_MS = 60 * 60 * 1000;
/** Tries without money, in a window, after which an address has to wait between tries. */
export const MAX_FAILURES_PER_ADDRESS = 10;
/**
 * Tries that cost nobody anything (`CardTally.neutral`), in a window, beyond which an address has to wait
 * between tries: keeping a card tells whether it is good, and is free.
 */
export const MAX_NEUTRAL_PER_ADDRESS = 60;
/** Cards kept for a customer in `CUSTOMER_WINDOW_MS`, after which setups keep no more: nobody owns so many. */
export const MAX_CARDS_KEPT_PER_CUSTOMER = 10;
export const CUSTOMER_WINDOW_MS = 24 * 60 * 60 * 1000;
/** Card tokens, in a window, beyond which an address has to wait even where cards were good. */
export const MAX_TRIES_PER_ADDRESS = 240;
/**
 * Sessions opened from an address, in a window, that may be left unpaid. A mobile network's shoppers open
 * many and leave some; a script opens many and pays for next to none.
 */
export const MAX_SESSIONS_LEFT_PER_ADDRESS = 360;
/** In hundredths of the sessions opened: with more than this left unpaid, the address is a script's. */
export const MAX_LEFT_PERCENT_OF_ADDRESS = 90;
/** The first wait of an address; it doubles with each further failure, up to the longest. */
export const FIRST_ADDRESS_WAIT_MS = 30_000;
export const LONGEST_ADDRESS_WAIT_MS = 60 * 60 * 1000;

/** How far back tries of a merchant count. */
export const MERCHANT_WINDOW_MS = 10 * 60 * 1000;
/** With fewer tries than this in a window a share says nothing. */
export const MIN_TRIES_OF_MERCHANT = 30;
/** In hundredths: more declines than this, and the merchant's page is being used to test cards. */
export const MAX_DECLINED_PERCENT_OF_MERCHANT = 60;
/** Between two card tries of a merchant whose page is being used so. */
export const MERCHANT_WAIT_MS = 15_000;

/** What was counted of an address or a merchant in its window. */
export interface CardTally {
  /** Card tries begun: each has a card token of its own. */
  readonly tries: number;
  /** Those that held or moved money. */
  readonly paid: number;
  /** Those that the provider or the bank declined. */
  readonly declined: number;
  /**
   * Those that count neither for nor against whoever made them: a card that was kept, which says that it is good
   * and takes nothing from it; money that was held and let go; what never came as far as the card's bank.
   */
  readonly neutral: number;
  /** Since the last try began; null when there was none. */
  readonly sinceLastTryMs: number | null;
}

/** Sessions whose page was opened from an address for the first time in its window. */
export interface OpenedSessions {
  readonly opened: number;
  /** Those that are paid by now, from wherever. */
  readonly paid: number;
}

/** What was counted of an address. */
export interface AddressTally extends CardTally {
  readonly sessions: OpenedSessions;
}

export type CardHold =
  /** This session takes no more cards. */
  | { readonly limit: 'session' }
  /** Card can be tried again after this long. */
  | { readonly limit: 'address' | 'merchant'; readonly waitMs: number };

/** Why a card cannot be tried now; null when it can. The longest wait decides. */
export function cardHold(facts: {
  readonly session: {
    readonly declined: number;
    readonly tries: number;
    /** Of a session that only keeps a card: how many were kept for its customer. Left out: it is none. */
    readonly cardsKept?: number;
  };
  /** Null when the client's address is not known. */
  readonly address: AddressTally | null;
  readonly merchant: CardTally;
}): CardHold | null {
  const { session } = facts;
  if (
    session.declined >= MAX_DECLINED_CARDS_PER_SESSION ||
    session.tries >= MAX_CARD_TRIES_PER_SESSION ||
    (session.cardsKept ?? 0) >= MAX_CARDS_KEPT_PER_CUSTOMER
  ) {
    return { limit: 'session' };
  }
  const address = facts.address === null ? 0 : remaining(facts.address, addressWaitMs);
  const merchant = remaining(facts.merchant, merchantWaitMs);
  if (address <= 0 && merchant <= 0) return null;
  return address >= merchant
    ? { limit: 'address', waitMs: address }
    : { limit: 'merchant', waitMs: merchant };
}

function remaining<Tally extends CardTally>(tally: Tally, wait: (tally: Tally) => number): number {
  return tally.sinceLastTryMs === null ? 0 : wait(tally) - tally.sinceLastTryMs;
}

/**
 * How long an address has to leave between two tries. A try still under way counts as failed until it
 * is known: a burst of a hundred at once must not pass because none has been answered yet.
 */
export function addressWaitMs(tally: AddressTally): number {
  const telling = tellingTries(tally);
  const failures = telling - tally.paid;
  const excess = failures - MAX_FAILURES_PER_ADDRESS;
  if (excess >= 0 && failures * 2 > telling) {
    return Math.min(FIRST_ADDRESS_WAIT_MS * 2 ** Math.min(excess, 20), LONGEST_ADDRESS_WAIT_MS);
  }
  const flooding =
    tally.tries >= MAX_TRIES_PER_ADDRESS ||
    tally.neutral >= MAX_NEUTRAL_PER_ADDRESS ||
    opensToLeave(tally.sessions);
  return flooding ? FIRST_ADDRESS_WAIT_MS : 0;
}

/** Whether an address opens sessions by the hundred and pays for next to none. */
export function opensToLeave({ opened, paid }: OpenedSessions): boolean {
  const left = opened - paid;
  return left >= MAX_SESSIONS_LEFT_PER_ADDRESS && left * 100 > opened * MAX_LEFT_PERCENT_OF_ADDRESS;
}

/** How long a merchant's page leaves between two card tries, whoever makes them. */
export function merchantWaitMs(tally: CardTally): number {
  return isCardTesting(tally) ? MERCHANT_WAIT_MS : 0;
}

/** Whether a merchant's page is being used to test cards. */
export function isCardTesting(tally: Pick<CardTally, 'tries' | 'declined' | 'neutral'>): boolean {
  return (
    tally.tries >= MIN_TRIES_OF_MERCHANT &&
    tally.declined * 100 > tellingTries(tally) * MAX_DECLINED_PERCENT_OF_MERCHANT
  );
}

/** The tries of a window that a share can be made of. How a try ended may be counted a slice after it. */
function tellingTries({ tries, neutral }: Pick<CardTally, 'tries' | 'neutral'>): number {
  return Math.max(0, tries - neutral);
}

/** Whether a card that was declined was refused by its bank: else nothing is known of the card. */
export function isDeclinedCard(attempt: {
  readonly status: AttemptStatus;
  readonly failureCode: FailureCode | null;
}): boolean {
  return attempt.status === 'declined' && attempt.failureCode !== 'provider_unavailable';
}

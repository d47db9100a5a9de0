import {
  type KeptCardRow,
  claimCardToDetach,
  settleDetachment,
} from '#lib/db/stores/kept-card-store.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { leaseUntil, workThrough } from './work-through.ts';

/** Over some two weeks: whoever does not answer for so long is not going to. */
const MAX_TRIES = 24;
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 24 * 60 * 60 * 1000;

/** Tells providers of cards that were let go, which we charge no more already; returns how many it took. */
export async function detachCards(context: AppContext): Promise<number> {
  return workThrough<KeptCardRow>(context, {
    name: 'detachCards',
    lanes: 1,
    limit: 50,
    claim: () => {
      const now = context.clock.now();
      return claimCardToDetach(context.database.db, { now, leaseUntil: leaseUntil(context, now) });
    },
    work: (row) => detachAtProvider(context, row),
    describe: (row) => row.id,
  });
}

/** Tells the provider of one card that the caller has leased. Safe to repeat. */
export async function detachAtProvider(context: AppContext, card: KeptCardRow): Promise<void> {
  const { db } = context.database;
  const { savedCards } = await connectProvider(context, card.providerAccountId);
  const answer =
    savedCards === null
      ? ({ kind: 'refused', providerCode: 'cards_are_not_kept' } as const)
      : await savedCards.detachCard(card.providerMethod);
  if (answer.kind === 'detached') return settleDetachment(db, card.id, null);
  const why = answer.kind === 'refused' ? answer.providerCode : answer.detail;
  if (card.detachTries + 1 >= MAX_TRIES) {
    context.log.error({ card: card.id, why }, 'a card could not be let go at its provider');
    return settleDetachment(db, card.id, null);
  }
  context.log.warn({ card: card.id, why }, 'a card is still kept by its provider; will try again');
  const waitMs = Math.min(FIRST_RETRY_MS * 2 ** card.detachTries, LAST_RETRY_MS);
  return settleDetachment(db, card.id, new Date(context.clock.now().getTime() + waitMs));
}

import { orderingState } from '#lib/db/schema/ordering.ts';
import type { OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { learn } from '#lib/ordering/learn.ts';
import { SHARED_LEARNER } from '#lib/ordering/ordering-config.ts';
import type { OrderingContext } from '#lib/ordering/ordering-context.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from '#lib/ordering/ordering-state.ts';
import { NOTHING_LEARNED } from '#lib/ordering/ordering-record.ts';
import type { AppContext } from '../context.ts';
import { LAYOUT } from '../ordering/order-session.ts';

/** Shoppers on desktops in Hong Kong who pay some hundred dollars. */
export const AT_A_DESK: OrderingContext = {
  region: 'HK',
  device: 'desktop',
  inApp: null,
  amountBand: 'medium',
  currency: 'HKD',
};

/** How many sessions choose a method, and how many of those it fails. */
type Habits = Readonly<Record<string, { readonly chosen: number; readonly failed: number }>>;

/** A state that sessions of these habits have taught, a second apart until `now`. */
export function taughtState(habits: Habits, now: Date, context = AT_A_DESK): OrderingState {
  const shown = Object.keys(habits);
  const sessions = shown.flatMap((method) => {
    const { chosen, failed } = habits[method] ?? { chosen: 0, failed: 0 };
    return Array.from({ length: chosen }, (_, index) => ({ method, paid: index >= failed }));
  });
  let state = EMPTY_ORDERING_STATE;
  for (const [index, { method, paid }] of sessions.entries()) {
    const atMs = now.getTime() - (sessions.length - index) * 1_000;
    const sessionId = `cs_${index}`;
    const exposure = { sessionId, atMs, context, shown, layout: LAYOUT, counts: true };
    const chosen = learn({ state, session: NOTHING_LEARNED }, exposure, {
      type: 'chosen',
      atMs,
      method,
    });
    state = learn(chosen, exposure, {
      type: 'outcome',
      atMs: atMs + 500,
      attemptId: `pa_${index}`,
      method,
      attemptNo: 1,
      startedAtMs: atMs,
      outcome: paid ? 'paid' : 'failed',
      reason: paid ? null : 'issuer',
    }).state;
  }
  return state;
}

export async function seedOrderingState(
  context: AppContext,
  owner: OrderingOwner,
  state: OrderingState,
): Promise<void> {
  const { merchantId, livemode } = owner;
  await context.database.db.insert(orderingState).values({
    merchantId,
    livemode,
    learner: SHARED_LEARNER,
    state,
    version: 1,
    updatedAt: context.clock.now(),
  });
}

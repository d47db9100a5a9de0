import type pg from 'pg';
import { learn } from '#lib/ordering/learn.ts';
import { NOTHING_LEARNED } from '#lib/ordering/ordering-record.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from '#lib/ordering/ordering-state.ts';

/** As the demo merchant set its methods up; the wallets of browsers stand beside the list. */
export const OWN_ORDER = ['fps', 'card', 'alipayhk', 'payme', 'octopus', 'wechat_pay', 'alipay'];

const DAY_MS = 24 * 60 * 60 * 1000;
const PAID_AFTER_MS = 5_000;

/**
 * What shoppers with Android phones in Hong Kong taught, by HK$100 to 500 each: `methods` are what they paid with,
 * one after another, wherever it stood in the list, which was another for each of them.
 */
export function taughtBy(
  methods: readonly string[],
  { days = 0 }: { readonly days?: number } = {},
): OrderingState {
  const now = Date.now();
  let state = EMPTY_ORDERING_STATE;
  for (const [index, method] of methods.entries()) {
    const shown = OWN_ORDER.map((_, place) => OWN_ORDER[(place + index) % OWN_ORDER.length] ?? '');
    const atMs = Math.round(now - days * DAY_MS * (1 - index / methods.length));
    ({ state } = learn(
      { state, session: NOTHING_LEARNED },
      {
        sessionId: `s${index}`,
        atMs,
        context: {
          region: 'HK',
          device: 'android',
          inApp: null,
          amountBand: 'medium',
          currency: 'HKD',
        },
        shown,
        layout: 'list',
        counts: true,
      },
      {
        type: 'outcome',
        atMs: atMs + PAID_AFTER_MS,
        attemptId: `a${index}`,
        method,
        attemptNo: 1,
        startedAtMs: atMs,
        outcome: 'paid',
        reason: null,
      },
    ));
  }
  return state;
}

/** Puts it in the place of whatever a merchant's sessions have taught in test mode. */
export async function writeTaught(
  client: pg.Client,
  merchantId: string,
  state: OrderingState,
): Promise<void> {
  await client.query(
    `insert into ordering_state (merchant_id, livemode, learner, state, version, updated_at)
     values ($1, false, 'shared', $2, 1, now())
     on conflict (merchant_id, livemode, learner) do update
     set state = excluded.state, version = ordering_state.version + 1`,
    [merchantId, JSON.stringify(state)],
  );
}

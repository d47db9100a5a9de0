import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { attemptPageState } from '#lib/domain/attempt-page-state.ts';
import type { AttemptView } from '#lib/domain/checkout-view.ts';
import type { Device } from '#lib/domain/device.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { isUnreached } from '#lib/domain/payment-attempt.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { openNextAction } from './attempt-record.ts';
import {
  type CheckoutFacts,
  isSessionOpen,
  loadFacts,
  receiptOf,
  wrongAmountOf,
} from './checkout-facts.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { rowsAsShown } from './ordering/ordered-rows.ts';
import { heldAttempt } from './held-money.ts';

interface Visit {
  readonly attemptId: PaymentAttemptId;
  readonly device: Device;
  /** Where the shopper is; for outages of one region. */
  readonly region?: string | null;
}

/** One attempt's next step; null when there is no such attempt in this session. */
export async function loadAttempt(
  context: AppContext,
  input: Visit & { readonly sessionId: CheckoutSessionId },
): Promise<AttemptView | null> {
  const facts = await loadFacts(context, input.sessionId);
  return facts === null ? null : attemptView(context, facts, input);
}

/** The same, by what was read of the session. */
export async function attemptView(
  context: AppContext,
  facts: CheckoutFacts,
  input: Visit,
): Promise<AttemptView | null> {
  const attempt = facts.attempts.find(({ id }) => id === input.attemptId);
  if (attempt === undefined) return null;
  const { session, intent, summary } = facts;
  const common = {
    summary,
    attemptId: attempt.id,
    method: attempt.method,
    sessionOpen: isSessionOpen(context, session),
    confirmedBy: context.providers[attempt.provider].confirmedBy,
  };
  const payer =
    facts.attempts.find(({ id }) => id === intent.paidByAttemptId) ?? heldAttempt(facts.attempts);
  if (payer !== undefined)
    return { ...common, state: 'paid', receipt: receiptOf(context, facts, payer) };
  const nextAction = openNextAction(context, attempt);
  const state = attemptPageState({
    status: attempt.status,
    hasNextAction: nextAction !== null,
    sessionPaid: false,
  });
  const processing = {
    ...common,
    state: 'processing',
    unreached: isUnreached(attempt),
    claimed: isClaimed(attempt, common.confirmedBy),
  } as const;
  switch (state) {
    case 'requires_action':
      return nextAction === null
        ? processing
        : {
            ...common,
            state,
            nextAction,
            expiresAt: attempt.expiresAt,
            readAt: context.clock.now(),
            card:
              nextAction.type === 'provider_sdk'
                ? (await connectProvider(context, attempt.providerAccountId)).browserSettings()
                : null,
            inApp: input.device.inApp ?? null,
          };
    case 'declined':
      return {
        ...common,
        state,
        failureCode: attempt.failureCode ?? 'processing_error',
        methods: rowsAsShown(context, facts, {
          device: input.device,
          region: input.region ?? null,
        }),
      };
    // What was paid or is held by whichever attempt was looked for above.
    case 'paid':
    case 'processing':
      return processing;
    case 'wrong_amount': {
      const wrongAmount = wrongAmountOf(context, facts);
      return wrongAmount === null ? processing : { ...common, state, wrongAmount };
    }
    case 'expired':
    case 'canceled':
      return { ...common, state };
    default:
      return unreachable(state);
  }
}

function isClaimed({ status }: AttemptRow, confirmedBy: AttemptView['confirmedBy']): boolean {
  return confirmedBy === 'merchant' && status === 'pending';
}

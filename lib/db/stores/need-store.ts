import {
  type SQL,
  and,
  eq,
  inArray,
  isNotNull,
  isNull,
  lt,
  notInArray,
  or,
  sql,
} from 'drizzle-orm';
import type { DiscrepancyKind } from '#lib/domain/discrepancy.ts';
import { MOST_NEEDS_COUNTED } from '#lib/domain/payment-figures.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import type { Db } from '../client.ts';
import { bankTransfer } from '../schema/bank-transfer.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { dispute } from '../schema/dispute.ts';
import { discrepancy } from '../schema/money.ts';
import { paymentAttempt, paymentIntent } from '../schema/payment.ts';
import { review } from '../schema/review.ts';
import { webhookEndpoint } from '../schema/webhook.ts';
import { IS_WAITING_TRANSFER, type Owner } from './bank-transfer-store.ts';

/** How much of each waits for a person of the merchant, none counted further than `MOST_NEEDS_COUNTED`. */
export interface WaitingCounts {
  /** Shoppers say that they paid the merchant's own account, and nobody has confirmed or rejected it. */
  readonly claims: number;
  /** On the merchant's own account, and of no payment. */
  readonly transfers: number;
  /** Attempts of which nobody has known how they ended since `unknownBefore`. */
  readonly unknown: number;
  /** Open ones. */
  readonly disputes: number;
  readonly reviews: number;
  /** Refunds that failed, or came back. */
  readonly refunds: number;
  /** What else does not agree. */
  readonly discrepancies: number;
  /** Switched off by us: nothing arrived there. */
  readonly endpointsDisabled: number;
  readonly endpointsFailing: number;
}

/** Shown by what they are about, and not once more as something that does not agree. */
const SHOWN_ELSEWHERE = [
  'disputed',
  'in_review',
  'refund_failed',
  'unresolved_attempt',
] as const satisfies DiscrepancyKind[];

export async function countWaiting(
  db: Db,
  owner: Owner,
  asked: {
    readonly unknownBefore: Date;
    /** Those whose payments the merchant confirms itself. */
    readonly confirmedByMerchant: readonly ProviderId[];
  },
): Promise<WaitingCounts> {
  const { merchantId, livemode } = owner;
  const inMode = eq(paymentIntent.livemode, livemode);
  const open = and(eq(discrepancy.merchantId, merchantId), isNull(discrepancy.resolvedAt));
  const endpoint = and(
    eq(webhookEndpoint.merchantId, merchantId),
    eq(webhookEndpoint.livemode, livemode),
    isNull(webhookEndpoint.deletedAt),
  );
  const [claims, transfers, unknown, disputes, reviews, refunds, discrepancies, disabled, failing] =
    await Promise.all([
      atMost(
        db
          .select(ONE)
          .from(paymentAttempt)
          .innerJoin(paymentIntent, eq(paymentIntent.id, paymentAttempt.intentId))
          .where(
            and(
              eq(paymentAttempt.merchantId, merchantId),
              sql`${paymentAttempt.status} = 'pending'`,
              inArray(paymentAttempt.provider, [...asked.confirmedByMerchant]),
              inMode,
            ),
          ),
      ),
      atMost(
        db
          .select(ONE)
          .from(bankTransfer)
          .where(
            and(
              eq(bankTransfer.merchantId, merchantId),
              eq(bankTransfer.livemode, livemode),
              IS_WAITING_TRANSFER,
            ),
          ),
      ),
      atMost(
        db
          .select(ONE)
          .from(paymentAttempt)
          .innerJoin(paymentIntent, eq(paymentIntent.id, paymentAttempt.intentId))
          .where(
            and(
              eq(paymentAttempt.merchantId, merchantId),
              sql`${paymentAttempt.status} = 'unknown'`,
              lt(paymentAttempt.statusSince, asked.unknownBefore),
              inMode,
            ),
          ),
      ),
      atMost(
        db
          .select(ONE)
          .from(dispute)
          .innerJoin(paymentIntent, eq(paymentIntent.id, dispute.intentId))
          .where(and(eq(dispute.merchantId, merchantId), isNotNull(dispute.nextCheckAt), inMode)),
      ),
      atMost(
        db
          .select(ONE)
          .from(review)
          .innerJoin(paymentIntent, eq(paymentIntent.id, review.intentId))
          .where(and(eq(review.merchantId, merchantId), sql`${review.open}`, inMode)),
      ),
      atMost(
        db
          .select(ONE)
          .from(discrepancy)
          .innerJoin(checkoutSession, eq(checkoutSession.id, discrepancy.sessionId))
          .where(
            and(
              open,
              eq(discrepancy.kind, 'refund_failed'),
              eq(checkoutSession.livemode, livemode),
            ),
          ),
      ),
      atMost(
        db
          .select(ONE)
          .from(discrepancy)
          .leftJoin(checkoutSession, eq(checkoutSession.id, discrepancy.sessionId))
          .where(and(open, notInArray(discrepancy.kind, [...SHOWN_ELSEWHERE]), ofMode(livemode))),
      ),
      atMost(
        db
          .select(ONE)
          .from(webhookEndpoint)
          .where(and(endpoint, inArray(webhookEndpoint.disabledBecause, ['gone', 'failing']))),
      ),
      atMost(
        db
          .select(ONE)
          .from(webhookEndpoint)
          .where(and(endpoint, webhookEndpoint.enabled, isNotNull(webhookEndpoint.failingSince))),
      ),
    ]);
  return {
    claims,
    transfers,
    unknown,
    disputes,
    reviews,
    refunds,
    discrepancies,
    endpointsDisabled: disabled,
    endpointsFailing: failing,
  };
}

const ONE = { one: sql`1` };

interface Limited {
  limit(most: number): PromiseLike<readonly unknown[]>;
}

async function atMost(rows: Limited): Promise<number> {
  return (await rows.limit(MOST_NEEDS_COUNTED)).length;
}

/** What a provider told of and belongs to no session is of no known mode, and shown in both; transfers have their own row. */
function ofMode(livemode: boolean): SQL | undefined {
  return or(
    eq(checkoutSession.livemode, livemode),
    and(isNull(discrepancy.sessionId), sql`${discrepancy.subject} not like 'btr\\_%'`),
  );
}

import { insertNotification } from '#lib/db/stores/inbox-store.ts';
import { findProviderAccount, noteNotification } from '#lib/db/stores/provider-account-store.ts';
import type { PaymentAttemptId, ProviderAccountId } from '#lib/domain/ids.ts';
import type { ProviderId, ProviderNotification } from '#lib/domain/provider.ts';
import { newId } from '#lib/platform/ids.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';

/**
 * Takes in what a provider sends: verified over its raw bytes, stored once, acknowledged. What it says
 * is a hint; the background work fetches the payment's state and records that, so neither order nor
 * repetition matters.
 *
 * `unknown_account`: no such account of that provider. `refused`: the signature does not hold.
 */
export async function receiveNotification(
  context: AppContext,
  input: {
    provider: ProviderId;
    accountId: ProviderAccountId;
    headers: Readonly<Record<string, string>>;
    rawBody: string;
  },
): Promise<'accepted' | 'unknown_account' | 'refused'> {
  const account = await findProviderAccount(context.database.db, input.accountId);
  if (account === null || account.provider !== input.provider) return 'unknown_account';

  const connection = await connectProvider(context, account.id);
  const now = context.clock.now();
  const result = connection.readNotification({
    headers: input.headers,
    rawBody: input.rawBody,
    now,
  });
  if (!result.ok) {
    context.log.warn({ provider: input.provider, reason: result.reason }, 'notification refused');
    if (isNews(account.refusedAt, now)) {
      const note = { refusedAt: now, refusedBecause: result.reason };
      await noteNotification(context.database.db, account.id, note);
    }
    return 'refused';
  }
  if (isNews(account.notifiedAt, now)) {
    await noteNotification(context.database.db, account.id, { notifiedAt: now });
  }
  const { notification } = result;
  const payment = paymentOf(notification);
  const isOurs = payment !== null || notification.payout !== undefined;
  const isNew = await insertNotification(context.database.db, {
    id: newId('inbound_notification'),
    merchantId: account.merchantId,
    providerAccountId: account.id,
    providerEventId: notification.eventId,
    eventType: notification.eventType,
    paymentReference: payment?.providerReference ?? null,
    attemptId: payment?.attemptId ?? null,
    ...aboutOf(notification),
    receivedAt: now,
    processedAt: isOurs ? null : now,
    nextTryAt: isOurs ? now : null,
  });
  if (isNew) context.wakeWorker();
  return 'accepted';
}

/** To the minute is enough to tell whether notifications arrive, and is no write for each. */
const NOTED_EVERY_MS = 60_000;

function isNews(notedAt: Date | null, now: Date): boolean {
  return notedAt === null || now.getTime() - notedAt.getTime() >= NOTED_EVERY_MS;
}

/** What it is about: a payment, or a setup, which is an attempt of ours as well. Null: neither. */
function paymentOf({ payment, setup }: ProviderNotification): ProviderNotification['payment'] {
  if (payment !== null || setup === undefined) return payment;
  const { providerReference, setupId } = setup;
  return { providerReference, attemptId: setupId as PaymentAttemptId | null }; // looked up, not trusted
}

/** What else than a payment a notification is about. */
function aboutOf({ dispute, review, payout }: ProviderNotification) {
  if (dispute !== undefined) {
    return { aboutKind: 'dispute' as const, aboutReference: dispute.providerReference };
  }
  if (review !== undefined) {
    return { aboutKind: 'review' as const, aboutReference: review.providerReference };
  }
  if (payout !== undefined) {
    return { aboutKind: 'payout' as const, aboutReference: payout.providerReference };
  }
  return {};
}

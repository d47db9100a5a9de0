import { insertNotification } from '#lib/db/stores/inbox-store.ts';
import { findProviderAccount } from '#lib/db/stores/provider-account-store.ts';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
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
    return 'refused';
  }
  const { notification } = result;
  const isNew = await insertNotification(context.database.db, {
    id: newId('inbound_notification'),
    merchantId: account.merchantId,
    providerAccountId: account.id,
    providerEventId: notification.eventId,
    eventType: notification.eventType,
    paymentReference: notification.payment?.providerReference ?? null,
    attemptId: notification.payment?.attemptId ?? null,
    disputeReference: notification.dispute?.providerReference ?? null,
    receivedAt: now,
    processedAt: notification.payment === null ? now : null,
    nextTryAt: notification.payment === null ? null : now,
  });
  if (isNew) context.wakeWorker();
  return 'accepted';
}

import type { Db } from '#lib/db/client.ts';
import { insertEvent, lockEndpoints } from '#lib/db/stores/event-store.ts';
import { type PaymentLinkRow, countCompleted } from '#lib/db/stores/payment-link-store.ts';
import type { AppContext } from './context.ts';
import { paymentLinkObject } from './payment-link-object.ts';

/** Writes an event about a link to the outbox, in the transaction that did what it reports. */
export async function emitLinkEvent(
  context: AppContext,
  tx: Db,
  type: 'payment_link.created' | 'payment_link.updated',
  link: PaymentLinkRow,
): Promise<void> {
  const completed = (await countCompleted(tx, [link.id])).get(link.id) ?? 0;
  await insertEvent(tx, {
    merchantId: link.merchantId,
    livemode: link.livemode,
    type,
    subject: link.id,
    object: paymentLinkObject({ link, completed, publicOrigin: context.env.PUBLIC_ORIGIN }),
    endpoints: await lockEndpoints(tx, link),
    now: context.clock.now(),
  });
  context.wakeWorker();
}

import type { Db } from '#lib/db/client.ts';
import { type PaymentLinkRow, countCompleted } from '#lib/db/stores/payment-link-store.ts';
import type { AppContext } from './context.ts';
import { emitEvents } from './emit-events.ts';
import { paymentLinkObject } from './payment-link-object.ts';

/** Writes an event about a link to the outbox, in the transaction that did what it reports. */
export async function emitLinkEvent(
  context: AppContext,
  tx: Db,
  type: 'payment_link.created' | 'payment_link.updated',
  link: PaymentLinkRow,
): Promise<void> {
  const completed = (await countCompleted(tx, [link.id])).get(link.id) ?? 0;
  const object = paymentLinkObject({ link, completed, publicOrigin: context.env.PUBLIC_ORIGIN });
  await emitEvents(context, tx, link, [{ type, subject: link.id, object }]);
  context.wakeWorker();
}

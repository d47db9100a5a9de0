import type { Db } from '#lib/db/client.ts';
import type { IntentRow, SessionRow } from '#lib/db/stores/session-store.ts';
import { getIntent, listLineItems } from '#lib/db/stores/session-store.ts';
import { insertEvent, lockEndpoints } from '#lib/db/stores/event-store.ts';
import { together } from '#lib/db/together.ts';
import { sessionObject } from '#lib/operations/session-object.ts';
import type { AppContext } from './context.ts';

/**
 * Writes an event about a session to the outbox, with the session as it stands in this transaction,
 * and a delivery for each of the merchant's endpoints. Call it in the transaction that did what the
 * event reports: if that commits, the event is out; if it does not, it never was. `known` is the session's
 * intent as it stands in it, where the caller has that.
 */
export async function emitSessionEvent(
  context: AppContext,
  tx: Db,
  type: 'checkout.session.completed' | 'checkout.session.expired',
  session: SessionRow,
  known?: IntentRow,
): Promise<void> {
  const [intent, lineItems, endpoints] = await together(
    known ?? getIntent(tx, session.id),
    listLineItems(tx, session.id),
    lockEndpoints(tx, session),
  );
  await insertEvent(tx, {
    merchantId: session.merchantId,
    livemode: session.livemode,
    type,
    subject: session.id,
    object: sessionObject({
      session,
      intent,
      lineItems,
      publicOrigin: context.env.PUBLIC_ORIGIN,
    }),
    endpoints,
    now: context.clock.now(),
  });
}

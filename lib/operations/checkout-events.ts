import type { Db } from '#lib/db/client.ts';
import {
  type Addressee,
  type NewEvent,
  insertEvents,
  lockEndpoints,
} from '#lib/db/stores/event-store.ts';
import {
  type IntentRow,
  type SessionRow,
  getIntent,
  listLineItems,
} from '#lib/db/stores/session-store.ts';
import { together } from '#lib/db/together.ts';
import { withCommit } from '#lib/db/transaction.ts';
import type { RequestOrigin } from '#lib/domain/event-type.ts';
import { sessionObject } from '#lib/operations/session-object.ts';
import type { AppContext } from './context.ts';
import { intentEvent } from './payment-events.ts';

/**
 * Writes an event about a session to the outbox, with the session as it stands in this transaction,
 * and a delivery for each of the merchant's endpoints. Call it in the transaction that did what the
 * event reports: if that commits, the event is out; if it does not, it never was. `known` is the session's
 * intent as it stands in it, where the caller has that; `beside` is what else happened, before it.
 */
export async function emitSessionEvent(
  context: AppContext,
  tx: Db,
  type: 'checkout.session.completed' | 'checkout.session.expired',
  session: SessionRow,
  { known, beside = [] }: { known?: IntentRow; beside?: readonly NewEvent[] } = {},
): Promise<void> {
  const [intent, lineItems, endpoints] = await together(
    known ?? getIntent(tx, session.id),
    listLineItems(tx, session.id),
    lockEndpoints(tx, session),
  );
  const publicOrigin = context.env.PUBLIC_ORIGIN;
  await insertEvents(tx, {
    merchantId: session.merchantId,
    livemode: session.livemode,
    events: [
      ...beside,
      {
        type,
        subject: session.id,
        object: sessionObject({ session, intent, lineItems, publicOrigin }),
      },
    ],
    endpoints,
    now: context.clock.now(),
  });
}

/**
 * Tells that an intent came to be, with its session. Call it in the transaction that writes the two; `endpoints`
 * is what `lockEndpoints` found in it, where the caller has that.
 */
export async function emitIntentCreated(
  context: AppContext,
  tx: Db,
  input: {
    session: SessionRow;
    intent: IntentRow;
    request: RequestOrigin | null;
    endpoints?: readonly Addressee[];
  },
): Promise<void> {
  const created = intentEvent('payment_intent.created', {
    ...input,
    attempts: [],
    captures: [],
    publicOrigin: context.env.PUBLIC_ORIGIN,
  });
  const { merchantId, livemode } = input.session;
  const endpoints = input.endpoints ?? (await lockEndpoints(tx, input.session));
  const { request } = input;
  const now = context.clock.now();
  await withCommit(
    tx,
    insertEvents(tx, { merchantId, livemode, events: [created], endpoints, request, now }),
  );
}

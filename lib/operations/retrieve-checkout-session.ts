import type { Db } from '#lib/db/client.ts';
import {
  type IntentRow,
  type LineItemRow,
  type SessionRow,
  findSession,
  getIntent,
  listLineItems,
} from '#lib/db/stores/session-store.ts';
import type { CheckoutSessionId, MerchantId } from '#lib/domain/ids.ts';

/** The form of every session id; anything else is not looked up. */
const SESSION_ID = /^cs_(?:test|live)_[0-9A-Za-z]{32}$/;

/** A merchant's own session in its mode; null for anything else, whatever the reason. */
export async function retrieveCheckoutSession(input: {
  merchantId: MerchantId;
  livemode: boolean;
  id: string;
  tx: Db;
}): Promise<{ session: SessionRow; intent: IntentRow; lineItems: readonly LineItemRow[] } | null> {
  if (!SESSION_ID.test(input.id)) return null;
  const session = await findSession(input.tx, input.id as CheckoutSessionId); // its form was checked
  if (session?.hasPage !== true) return null;
  if (session.merchantId !== input.merchantId || session.livemode !== input.livemode) return null;
  return {
    session,
    intent: await getIntent(input.tx, session.id),
    lineItems: await listLineItems(input.tx, session.id),
  };
}

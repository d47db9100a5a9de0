import type { Db } from '#lib/db/client.ts';
import {
  type IntentRow,
  type LineItemRow,
  type SessionRow,
  findSession,
  getIntent,
  listLineItems,
} from '#lib/db/stores/session-store.ts';
import { together } from '#lib/db/together.ts';
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
  if (!isSessionId(input.id)) return null;
  const session = await findSession(input.tx, input.id);
  if (session?.hasPage !== true) return null;
  if (session.merchantId !== input.merchantId || session.livemode !== input.livemode) return null;
  const [intent, lineItems] = await together(
    getIntent(input.tx, session.id),
    listLineItems(input.tx, session.id),
  );
  return { session, intent, lineItems };
}

export function isSessionId(id: string): id is CheckoutSessionId {
  return SESSION_ID.test(id);
}

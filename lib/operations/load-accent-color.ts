import { getMerchant } from '#lib/db/stores/merchant-store.ts';
import { findSession } from '#lib/db/stores/session-store.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import type { AppContext } from './context.ts';

/** The merchant's colour (`#rrggbb`) on the pages of a session; null when there is no such session. */
export async function loadAccentColor(
  context: AppContext,
  sessionId: CheckoutSessionId,
): Promise<string | null> {
  const { db } = context.database;
  const session = await findSession(db, sessionId);
  return session === null ? null : (await getMerchant(db, session.merchantId)).accentColor;
}

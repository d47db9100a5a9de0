import type { Db } from '#lib/db/client.ts';
import { type SessionRow, updateSession } from '#lib/db/stores/session-store.ts';
import type { AppContext } from './context.ts';
import { createCustomer } from './manage-customers.ts';

/**
 * Puts whoever paid on the merchant's list of customers, where the session asks for that, with the address that
 * is known of them. What of the session it changes; call it under the session's lock, as it completes.
 */
export async function createPayer(
  context: AppContext,
  tx: Db,
  session: SessionRow,
): Promise<Partial<Pick<SessionRow, 'customerId'>>> {
  if (!session.createsCustomer || session.customerId !== null) return {};
  const email = session.customerEmail ?? session.collectedEmail ?? undefined;
  const { id: customerId } = await createCustomer(context, tx, session, { email });
  await updateSession(tx, session.id, { customerId });
  return { customerId };
}

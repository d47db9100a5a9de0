import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import type { CreatedRange, Page, PageRequest } from '#lib/domain/list-page.ts';
import type { AppContext } from './context.ts';
import { type OwnIntent, listOwnIntents, retrieveIntent } from './own-payments.ts';
import { setupIntentObject } from './setup-intent-object.ts';

/** A setup intent as the merchant API writes it. */
export function writeSetup({ env }: Pick<AppContext, 'env'>, { payment }: OwnIntent) {
  return setupIntentObject({ ...payment, publicOrigin: env.PUBLIC_ORIGIN });
}

/** Null: the merchant has no such setup intent in this mode. */
export function retrieveSetup(tx: Db, owner: Owner, id: string): Promise<OwnIntent | null> {
  return retrieveIntent(tx, owner, id, 'setup');
}

/** Null: the cursor is none of them. */
export function listSetups(
  tx: Db,
  owner: Owner,
  asked: { created: CreatedRange; customerId: string | null; page: PageRequest },
): Promise<Page<OwnIntent> | null> {
  return listOwnIntents(tx, owner, { ...asked, purpose: 'setup' });
}

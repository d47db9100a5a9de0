import { and, asc, eq } from 'drizzle-orm';
import type { MerchantId, ProviderAccountId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { providerAccount } from '../schema/provider-account.ts';

export type ProviderAccountRow = typeof providerAccount.$inferSelect;

/** Null when there is no such account: for ids that came from outside. */
export async function findProviderAccount(
  db: Db,
  id: ProviderAccountId,
): Promise<ProviderAccountRow | null> {
  const [row] = await db.select().from(providerAccount).where(eq(providerAccount.id, id)).limit(1);
  return row ?? null;
}

/** An account that rows of ours refer to. Throws when it does not exist, which no write allows. */
export async function getProviderAccount(
  db: Db,
  id: ProviderAccountId,
): Promise<ProviderAccountRow> {
  const row = await findProviderAccount(db, id);
  if (row === null) throw new Error(`Provider account ${id} does not exist.`);
  return row;
}

/** A merchant's accounts in one mode, the oldest first: at most one for each provider. */
export async function listProviderAccounts(
  db: Db,
  merchantId: MerchantId,
  livemode: boolean,
): Promise<readonly ProviderAccountRow[]> {
  return db
    .select()
    .from(providerAccount)
    .where(and(eq(providerAccount.merchantId, merchantId), eq(providerAccount.livemode, livemode)))
    .orderBy(asc(providerAccount.createdAt), asc(providerAccount.id));
}

export async function insertProviderAccount(
  db: Db,
  row: typeof providerAccount.$inferInsert,
): Promise<void> {
  await db.insert(providerAccount).values(row);
}

/** Replaces an account's sealed credentials; payments already made through it keep their account. */
export async function updateProviderCredentials(
  db: Db,
  id: ProviderAccountId,
  credentials: string,
  now: Date,
): Promise<void> {
  await db
    .update(providerAccount)
    .set({ credentials, credentialsSetAt: now })
    .where(eq(providerAccount.id, id));
}

/** A merchant's account, to be changed: nobody else changes it before the transaction ends. Null: it has none such. */
export async function lockOwnAccount(
  tx: Db,
  owner: { readonly merchantId: MerchantId; readonly livemode: boolean },
  id: string,
): Promise<ProviderAccountRow | null> {
  const [row] = await tx
    .select()
    .from(providerAccount)
    .where(
      and(
        eq(providerAccount.id, id as ProviderAccountId), // looked up, not trusted
        eq(providerAccount.merchantId, owner.merchantId),
        eq(providerAccount.livemode, owner.livemode),
      ),
    )
    .for('update');
  return row ?? null;
}

export async function updateAccountLabel(
  tx: Db,
  id: ProviderAccountId,
  label: string | null,
): Promise<void> {
  await tx.update(providerAccount).set({ label }).where(eq(providerAccount.id, id));
}

/** That a notification was verified, or refused. */
export async function noteNotification(
  db: Db,
  id: ProviderAccountId,
  note: Partial<Pick<ProviderAccountRow, 'notifiedAt' | 'refusedAt' | 'refusedBecause'>>,
): Promise<void> {
  await db.update(providerAccount).set(note).where(eq(providerAccount.id, id));
}

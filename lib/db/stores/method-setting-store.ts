import { and, asc, eq, getTableColumns, sql } from 'drizzle-orm';
import type { CheckoutSessionId, MerchantId } from '#lib/domain/ids.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import type { Db } from '../client.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { merchant } from '../schema/merchant.ts';
import { methodSetting, providerAccount } from '../schema/provider-account.ts';
import { type Given, statement } from '../statement.ts';
import type { ProviderAccountRow } from './provider-account-store.ts';

export type MethodSettingRow = typeof methodSetting.$inferSelect;

/** A setting's columns, with the provider whose account runs the method. */
const SETTING = { ...getTableColumns(methodSetting), provider: providerAccount.provider };
const IN_ORDER = [asc(methodSetting.position), asc(methodSetting.method)];

/** The methods a merchant offers in one mode, in its own order. */
export async function listMethodSettings(
  db: Db,
  merchantId: MerchantId,
  livemode: boolean,
): Promise<readonly OfferedMethod['setting'][]> {
  return settingsOf(db, { merchantId, livemode });
}

type Owner = Pick<MethodSettingRow, 'merchantId' | 'livemode'>;

const settingsOf = statement((db, given: Given<Owner>) =>
  db
    .select(SETTING)
    .from(methodSetting)
    .innerJoin(providerAccount, eq(providerAccount.id, methodSetting.providerAccountId))
    .where(
      and(
        eq(methodSetting.merchantId, given.merchantId),
        eq(methodSetting.livemode, given.livemode),
      ),
    )
    .orderBy(...IN_ORDER),
);

/** A method that is offered, with all that showing it and beginning a payment with it ask for. */
export interface OfferedMethod {
  readonly setting: MethodSettingRow & { readonly provider: ProviderId };
  readonly account: ProviderAccountRow;
  readonly merchantName: string;
}

/**
 * What a session's merchant offers in the session's mode, in its own order: for the page that shows it
 * and for the payment that begins with it, so that neither knows another list than the other.
 */
export async function listOfferedMethods(
  db: Db,
  sessionId: CheckoutSessionId,
): Promise<readonly OfferedMethod[]> {
  return offeredIn(db, { sessionId });
}

const offeredIn = statement((db, given: Given<{ sessionId: CheckoutSessionId }>) =>
  db
    .select({ setting: SETTING, account: providerAccount, merchantName: merchant.name })
    .from(checkoutSession)
    .innerJoin(
      methodSetting,
      and(
        eq(methodSetting.merchantId, checkoutSession.merchantId),
        eq(methodSetting.livemode, checkoutSession.livemode),
      ),
    )
    .innerJoin(providerAccount, eq(providerAccount.id, methodSetting.providerAccountId))
    .innerJoin(merchant, eq(merchant.id, methodSetting.merchantId))
    .where(eq(checkoutSession.id, given.sessionId))
    .orderBy(...IN_ORDER),
);

/** Replaces a merchant's methods in one mode. Call it in a transaction. */
export async function replaceMethodSettings(
  tx: Db,
  merchantId: MerchantId,
  livemode: boolean,
  rows: readonly MethodSettingRow[],
): Promise<void> {
  await tx
    .delete(methodSetting)
    .where(and(eq(methodSetting.merchantId, merchantId), eq(methodSetting.livemode, livemode)));
  if (rows.length > 0) await tx.insert(methodSetting).values([...rows]);
}

/** Settings of a merchant in one mode, to be changed: nobody else changes them before the transaction ends. */
export async function lockMethodSettings(tx: Db, owner: Owner): Promise<void> {
  await tx
    .select({ method: methodSetting.method })
    .from(methodSetting)
    .where(
      and(
        eq(methodSetting.merchantId, owner.merchantId),
        eq(methodSetting.livemode, owner.livemode),
      ),
    )
    .orderBy(asc(methodSetting.method))
    .for('update');
}

/** Adds a method after those that are set up; false: it was set up already. */
export async function insertMethodSetting(
  tx: Db,
  row: Omit<typeof methodSetting.$inferInsert, 'position'>,
): Promise<boolean> {
  const position = sql<number>`(select coalesce(max(${methodSetting.position}) + 1, 0) from ${methodSetting}
    where ${methodSetting.merchantId} = ${row.merchantId} and ${methodSetting.livemode} = ${row.livemode})`;
  const inserted = await tx
    .insert(methodSetting)
    .values({ ...row, position })
    .onConflictDoNothing()
    .returning({ method: methodSetting.method });
  return inserted.length > 0;
}

/** What of a method that is set up its merchant can change. */
export type MethodSettingChange = Partial<
  Pick<
    MethodSettingRow,
    'enabled' | 'publicReason' | 'minAmount' | 'maxAmount' | 'providerAccountId'
  >
>;

export async function updateMethodSetting(
  tx: Db,
  owner: Owner,
  method: MethodSettingRow['method'],
  change: MethodSettingChange,
): Promise<void> {
  await tx
    .update(methodSetting)
    .set(change)
    .where(
      and(
        eq(methodSetting.merchantId, owner.merchantId),
        eq(methodSetting.livemode, owner.livemode),
        eq(methodSetting.method, method),
      ),
    );
}

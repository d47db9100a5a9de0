import { and, asc, eq, getTableColumns } from 'drizzle-orm';
import type { CheckoutSessionId, MerchantId } from '#lib/domain/ids.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import type { Db } from '../client.ts';
import { checkoutSession, merchant, methodSetting, providerAccount } from '../schema.ts';
import { type Given, statement } from '../statement.ts';

export type MethodSettingRow = typeof methodSetting.$inferSelect;

/** A method with the provider whose account runs it. */
export type OfferedMethodRow = MethodSettingRow & { readonly provider: ProviderId };

/** The methods a merchant offers in one mode, in its own order. */
export async function listMethodSettings(
  db: Db,
  merchantId: MerchantId,
  livemode: boolean,
): Promise<readonly OfferedMethodRow[]> {
  return settingsOf(db, { merchantId, livemode });
}

type Owner = Pick<MethodSettingRow, 'merchantId' | 'livemode'>;

const settingsOf = statement((db, given: Given<Owner>) =>
  db
    .select({ ...getTableColumns(methodSetting), provider: providerAccount.provider })
    .from(methodSetting)
    .innerJoin(providerAccount, eq(providerAccount.id, methodSetting.providerAccountId))
    .where(
      and(
        eq(methodSetting.merchantId, given.merchantId),
        eq(methodSetting.livemode, given.livemode),
      ),
    )
    .orderBy(asc(methodSetting.position), asc(methodSetting.method)),
);

/** A method that is offered, with all that beginning a payment with it asks for. */
export interface PayableMethod {
  readonly setting: MethodSettingRow;
  readonly account: typeof providerAccount.$inferSelect;
  readonly merchantName: string;
}

/** As `listMethodSettings`, for a session, with the accounts and the merchant's name, in one read. */
export async function listPayableMethods(
  db: Db,
  sessionId: CheckoutSessionId,
): Promise<readonly PayableMethod[]> {
  return payableIn(db, { sessionId });
}

const payableIn = statement((db, given: Given<{ sessionId: CheckoutSessionId }>) =>
  db
    .select({ setting: methodSetting, account: providerAccount, merchantName: merchant.name })
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
    .orderBy(asc(methodSetting.position), asc(methodSetting.method)),
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

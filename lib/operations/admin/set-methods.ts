import { z } from 'zod';
import { replaceMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import { listProviderAccounts } from '#lib/db/stores/provider-account-store.ts';
import { METHOD_IDS, type MethodId } from '#lib/domain/method-id.ts';
import type { AppContext } from '../context.ts';
import { AdminInputError, modeSchema, readInput, requireMerchant } from './admin-input.ts';

const inputSchema = z.strictObject({
  merchant: z.string(),
  mode: modeSchema,
  /** In the order in which the page shows them. */
  methods: z
    .array(z.enum(METHOD_IDS, `must be one of ${METHOD_IDS.join(', ')}`))
    .min(1, 'name at least one method'),
});

export type SetMethodsInput = z.input<typeof inputSchema>;

/**
 * Sets which methods a merchant offers in one mode, in their order; methods left out are no longer
 * offered. Each is run by the first of the merchant's accounts that can. Throws AdminInputError.
 */
export async function setMethods(
  context: AppContext,
  input: SetMethodsInput,
): Promise<readonly MethodId[]> {
  const { merchant, mode, methods } = readInput(inputSchema, input);
  const { id: merchantId } = await requireMerchant(context, merchant);
  if (new Set(methods).size !== methods.length) {
    throw new AdminInputError('methods: each method can be named once.');
  }
  const { db } = context.database;
  const livemode = mode === 'live';
  const accounts = await listProviderAccounts(db, merchantId, livemode);
  const rows = methods.map((method, position) => {
    const account = accounts.find(({ provider }) =>
      context.providers[provider].methods.includes(method),
    );
    if (account === undefined) {
      const able = Object.values(context.providers)
        .filter((provider) => provider.methods.includes(method))
        .map((provider) => provider.id);
      throw new AdminInputError(
        `${method} needs an account at ${able.join(' or ')} in ${mode} mode: add it with provider:add.`,
      );
    }
    return { merchantId, livemode, method, providerAccountId: account.id, position, enabled: true };
  });
  await db.transaction((tx) => replaceMethodSettings(tx, merchantId, livemode, rows));
  return methods;
}

import { z } from 'zod';
import { listMethodSettings, replaceMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import { listProviderAccounts } from '#lib/db/stores/provider-account-store.ts';
import { METHOD_IDS, type MethodId } from '#lib/domain/method-id.ts';
import { PROVIDER_IDS } from '#lib/domain/provider.ts';
import type { AppContext } from '../context.ts';
import { AdminInputError, modeSchema, readInput, requireMerchant } from './admin-input.ts';

const methodSchema = z.enum(METHOD_IDS, `must be one of ${METHOD_IDS.join(', ')}`);

const inputSchema = z.strictObject({
  merchant: z.string(),
  mode: modeSchema,
  /** In the order in which the page shows them. `provider`: whose account runs it, where several can. */
  methods: z
    .array(
      z.union([
        methodSchema.transform((method) => ({ method, provider: undefined })),
        z.strictObject({
          method: methodSchema,
          provider: z.enum(PROVIDER_IDS, `must be one of ${PROVIDER_IDS.join(', ')}`),
        }),
      ]),
    )
    .min(1, 'name at least one method'),
});

export type SetMethodsInput = z.input<typeof inputSchema>;

/**
 * Sets which methods a merchant offers in one mode, in their order; methods left out are no longer
 * offered. Each is run by the account at the provider named, or else by the first of the merchant's
 * accounts that can, and is on; bounds that were set for it stay. Throws AdminInputError.
 */
export async function setMethods(
  context: AppContext,
  input: SetMethodsInput,
): Promise<readonly MethodId[]> {
  const { merchant, mode, methods } = readInput(inputSchema, input);
  const { id: merchantId } = await requireMerchant(context, merchant);
  if (new Set(methods.map(({ method }) => method)).size !== methods.length) {
    throw new AdminInputError('methods: each method can be named once.');
  }
  const { db } = context.database;
  const livemode = mode === 'live';
  const accounts = await listProviderAccounts(db, merchantId, livemode);
  const before = await listMethodSettings(db, merchantId, livemode);
  const rows = methods.map(({ method, provider }, position) => {
    const able = Object.values(context.providers)
      .filter(({ methods: run }) => run.includes(method))
      .map(({ id }) => id);
    if (provider !== undefined && !able.includes(provider)) {
      throw new AdminInputError(`${method} is not run by ${provider} but by ${able.join(' or ')}.`);
    }
    const wanted = provider === undefined ? able : [provider];
    const account = accounts.find((candidate) => wanted.includes(candidate.provider));
    if (account === undefined) {
      throw new AdminInputError(
        `${method} needs an account at ${wanted.join(' or ')} in ${mode} mode: add it with provider:add.`,
      );
    }
    const limits = before.find((setting) => setting.method === method);
    return {
      merchantId,
      livemode,
      method,
      providerAccountId: account.id,
      position,
      enabled: true,
      publicReason: {},
      minAmount: limits?.minAmount ?? null,
      maxAmount: limits?.maxAmount ?? null,
    };
  });
  await db.transaction((tx) => replaceMethodSettings(tx, merchantId, livemode, rows));
  return methods.map(({ method }) => method);
}

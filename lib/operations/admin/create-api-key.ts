import { z } from 'zod';
import { API_SCOPES } from '#lib/domain/api-scope.ts';
import type { ApiKeyId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import { makeApiKey } from '../manage-api-keys.ts';
import { modeSchema, readInput, requireLiveAllowed, requireMerchant } from './admin-input.ts';
import { readKeyEnd } from './key-end-input.ts';

const inputSchema = z.strictObject({
  merchant: z.string(),
  mode: modeSchema,
  name: z.string().trim().min(1).max(100, 'must be at most 100 characters').exactOptional(),
  /** Left out, the key may do everything. */
  scopes: z
    .array(z.enum(API_SCOPES, `must be of ${API_SCOPES.join(', ')}`))
    .min(1, 'must name at least one')
    .exactOptional(),
  /** When it ends; left out, it does not end by itself. */
  expires: z.string().exactOptional(),
});

export type CreateApiKeyInput = z.input<typeof inputSchema>;

/** Makes a key of the merchant API by `makeApiKey`. Throws AdminInputError. */
export async function createApiKey(
  context: AppContext,
  input: CreateApiKeyInput,
): Promise<{ id: ApiKeyId; key: string }> {
  const { merchant, mode, name, scopes, expires } = readInput(inputSchema, input);
  const { id: merchantId } = await requireMerchant(context, merchant);
  requireLiveAllowed(context, mode);
  const { row, key } = await makeApiKey(context, context.database.db, {
    merchantId,
    livemode: mode === 'live',
    name: name ?? null,
    scopes: scopes ?? null,
    expiresAt: expires === undefined ? null : readKeyEnd(expires, context.clock.now()),
    madeBy: null,
  });
  return { id: row.id, key };
}

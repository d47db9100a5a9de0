import { z } from 'zod';
import { insertApiKey } from '#lib/db/stores/api-key-store.ts';
import { API_SCOPES } from '#lib/domain/api-scope.ts';
import type { ApiKeyId } from '#lib/domain/ids.ts';
import { hashApiKey, newApiKey } from '#lib/platform/api-key-format.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from '../context.ts';
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
    .transform((scopes) => [...new Set(scopes)].toSorted())
    .exactOptional(),
  /** When it ends; left out, it does not end by itself. */
  expires: z.string().exactOptional(),
});

export type CreateApiKeyInput = z.input<typeof inputSchema>;

/**
 * Makes a key of the merchant API: a secret key, or with scopes a restricted one. `key` is the only copy
 * there will ever be: its hash alone is kept. Throws AdminInputError.
 */
export async function createApiKey(
  context: AppContext,
  input: CreateApiKeyInput,
): Promise<{ id: ApiKeyId; key: string }> {
  const { merchant, mode, name, scopes, expires } = readInput(inputSchema, input);
  const { id: merchantId } = await requireMerchant(context, merchant);
  requireLiveAllowed(context, mode);
  const livemode = mode === 'live';
  const kind = scopes === undefined ? 'secret' : 'restricted';
  const key = newApiKey(livemode, kind);
  const id = newId('api_key');
  const now = context.clock.now();
  await insertApiKey(context.database.db, {
    id,
    merchantId,
    kind,
    livemode,
    hash: hashApiKey(key),
    last4: key.slice(-4),
    name: name ?? null,
    scopes: scopes ?? null,
    createdAt: now,
    lastUsedAt: null,
    expiresAt: expires === undefined ? null : readKeyEnd(expires, now),
    replacedBy: null,
    lastApiVersion: null,
    revokedAt: null,
  });
  return { id, key };
}

import { z } from 'zod';
import { insertApiKey } from '#lib/db/stores/api-key-store.ts';
import type { ApiKeyId } from '#lib/domain/ids.ts';
import { hashApiKey, newApiKey } from '#lib/platform/api-key-format.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from '../context.ts';
import { modeSchema, readInput, requireLiveAllowed, requireMerchant } from './admin-input.ts';

const inputSchema = z.strictObject({ merchant: z.string(), mode: modeSchema });

export type CreateApiKeyInput = z.input<typeof inputSchema>;

/**
 * Makes a secret key of the merchant API. `key` is the only copy there will ever be: its hash alone is
 * kept. Throws AdminInputError.
 */
export async function createApiKey(
  context: AppContext,
  input: CreateApiKeyInput,
): Promise<{ id: ApiKeyId; key: string }> {
  const { merchant, mode } = readInput(inputSchema, input);
  const { id: merchantId } = await requireMerchant(context, merchant);
  requireLiveAllowed(context, mode);
  const livemode = mode === 'live';
  const key = newApiKey(livemode);
  const id = newId('api_key');
  await insertApiKey(context.database.db, {
    id,
    merchantId,
    kind: 'secret',
    livemode,
    hash: hashApiKey(key),
    last4: key.slice(-4),
    createdAt: context.clock.now(),
    lastUsedAt: null,
    lastApiVersion: null,
    revokedAt: null,
  });
  return { id, key };
}

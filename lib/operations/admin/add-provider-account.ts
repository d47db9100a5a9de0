import { z } from 'zod';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import { PROVIDER_IDS } from '#lib/domain/provider.ts';
import type { AppContext } from '../context.ts';
import { writeProviderAccount } from '../write-provider-account.ts';
import {
  AdminInputError,
  modeSchema,
  readInput,
  requireLiveAllowed,
  requireMerchant,
} from './admin-input.ts';

const inputSchema = z.strictObject({
  merchant: z.string(),
  provider: z.enum(PROVIDER_IDS, `must be one of ${PROVIDER_IDS.join(', ')}`),
  mode: modeSchema,
  /** Shaped as the provider asks (`credentialsSchema`). */
  credentials: z.unknown(),
});

export type AddProviderAccountInput = z.input<typeof inputSchema>;

/**
 * Adds a merchant's account at a provider, or gives the one it has in this mode new credentials. They
 * are sealed before they are written. Throws AdminInputError, which never repeats a credential; also when
 * the credentials are of the other mode: test keys behind a live page would take no money.
 */
export async function addProviderAccount(
  context: AppContext,
  input: AddProviderAccountInput,
): Promise<{ id: ProviderAccountId; replaced: boolean }> {
  const { merchant, provider, mode, credentials } = readInput(inputSchema, input);
  const { id: merchantId } = await requireMerchant(context, merchant);
  requireLiveAllowed(context, mode);
  const parsed = context.providers[provider].credentialsSchema.safeParse(credentials);
  if (!parsed.success) throw new AdminInputError(credentialProblems(provider, parsed.error));
  const credentialsMode = context.providers[provider].credentialsMode(parsed.data);
  if (credentialsMode !== mode) {
    throw new AdminInputError(
      `mode: these are ${credentialsMode} credentials of ${provider}; the mode given is ${mode}`,
    );
  }

  return context.database.db.transaction((tx) =>
    writeProviderAccount(context, tx, {
      owner: { merchantId, livemode: mode === 'live' },
      provider,
      credentials: parsed.data,
    }),
  );
}

function credentialProblems(provider: string, error: z.ZodError): string {
  const problems = error.issues.map((issue) => {
    const field = issue.path.length === 0 ? 'the whole' : issue.path.map(String).join('.');
    return `  ${field}: ${issue.message}`;
  });
  return `These are not credentials of ${provider}:\n${problems.join('\n')}`;
}

import { expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { providerAccount } from '#lib/db/schema/provider-account.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { connectProvider } from './connect-provider.ts';
import { seedMerchant } from './testing/seed.ts';
import { createTestContext } from './testing/test-context.ts';

const LIVE_STRIPE = {
  secretKey: 'sk_live_topsecret',
  publishableKey: 'pk_live_x',
  webhookSecret: 'whsec_x',
};

describeOnEachDatabase('connecting to a provider', (getDatabase) => {
  test('a test account with live credentials is not used', async () => {
    const { context } = createTestContext(getDatabase());
    const { accounts } = await seedMerchant(context, { credentials: { stripe: LIVE_STRIPE } });
    const refused = connectProvider(context, accounts.stripe);
    await expect(refused).rejects.toThrow(
      `The test account ${accounts.stripe} has live credentials of stripe`,
    );
    await expect(refused).rejects.not.toThrow('topsecret');
    await connectProvider(context, accounts.airwallex);
  });

  test('a live account with test credentials is not used', async () => {
    const { context } = createTestContext(getDatabase());
    const { accounts } = await seedMerchant(context);
    await getDatabase()
      .db.update(providerAccount)
      .set({ livemode: true })
      .where(eq(providerAccount.id, accounts.airwallex));
    await expect(connectProvider(context, accounts.airwallex)).rejects.toThrow(
      `The live account ${accounts.airwallex} has test credentials of airwallex`,
    );
    await connectProvider(context, accounts.stripe);
  });
});

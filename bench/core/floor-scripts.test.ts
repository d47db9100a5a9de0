import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import { setWebhookEndpoint } from '#lib/operations/admin/set-webhook-endpoint.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { createTestContext } from '#lib/operations/testing/test-context.ts';
import { createSessionScript, payScript } from './floor-scripts.ts';

describeOnPostgres('the floor of the core bench', (getDatabase) => {
  it('fits the tables as they are: a session and its payment, all constraints kept', async () => {
    const { context } = createTestContext(getDatabase());
    const { merchantId, accounts } = await seedMerchant(context);
    const endpoint = await setWebhookEndpoint(context, {
      merchant: merchantId,
      mode: 'test',
      url: 'http://localhost:4020/webhooks',
    });
    const facts = {
      merchantId,
      accountId: accounts.stripe,
      endpointId: endpoint.id,
      session: { id: 'cs_test_1' },
    };
    await context.database.db.transaction(async (tx) => {
      for (const statement of [...createSessionScript(facts), ...payScript(facts)]) {
        if (statement === 'begin' || statement === 'commit') continue;
        const filled = statement.replaceAll(/:(?:run|client_id|n)\b/g, '1').replaceAll(';', ':');
        await tx.execute(sql.raw(filled));
      }
    });
    const { db } = context.database;
    expect(await db.$count(sql`payment_attempt where status = 'captured'`)).toBe(1);
    expect(await db.$count(sql`ledger_entry`)).toBe(2);
  });
});

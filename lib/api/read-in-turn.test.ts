import { expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { createTestContext } from '#lib/operations/testing/test-context.ts';
import { handleApiRequest } from './handler.ts';
import { MAX_READS_AT_ONCE } from './read-in-turn.ts';

describeOnEachDatabase('many reads of one key at once', (getDatabase) => {
  test('wait for each other, and are told to come again when that takes long', async () => {
    const database = getDatabase();
    const held: (() => void)[] = [];
    const reading: typeof database.reading = async (work) => {
      await new Promise<void>((resolve) => held.push(resolve));
      return database.reading(work);
    };
    const plain = createTestContext(database).context;
    const context = { ...plain, database: { ...database, reading } };
    const { merchantId: merchant } = await seedMerchant(context);
    const newKey = async () => (await createApiKey(context, { merchant, mode: 'test' })).key;
    const get = (key: string) => {
      const headers = { authorization: `Bearer ${key}` };
      return handleApiRequest(context, new Request('http://localhost/v1/refunds', { headers }));
    };
    const key = await newKey();
    const first = Array.from({ length: MAX_READS_AT_ONCE }, () => get(key));
    await expect.poll(() => held.length).toBe(MAX_READS_AT_ONCE);

    const refused = await get(key);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('stripe-should-retry')).toBe('true');
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ error: { type: 'rate_limit_error' } });

    // Another key is not held up by it, and one that waited comes in when a place is free.
    const other = get(await newKey());
    await expect.poll(() => held.length).toBe(MAX_READS_AT_ONCE + 1);
    const waiting = get(key);
    held[0]?.();
    await expect.poll(() => held.length).toBe(MAX_READS_AT_ONCE + 2);
    for (const go of held) go();
    const answers = await Promise.all([...first, other, waiting]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));

    // All places are free again.
    const again = Array.from({ length: MAX_READS_AT_ONCE }, () => get(key));
    await expect.poll(() => held.length).toBe(2 * MAX_READS_AT_ONCE + 2);
    for (const go of held) go();
    await Promise.all(again);
  });
});

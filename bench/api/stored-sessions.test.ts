import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { createTestContext } from '#lib/operations/testing/test-context.ts';
import { hashApiKey } from '#lib/platform/api-key-format.ts';
import {
  listScript,
  retrieveScript,
  storeSessionsSql,
  storedSessionId,
} from './stored-sessions.ts';

const STORED = 300;

describeOnPostgres('the floor of the API bench', (getDatabase) => {
  it('finds with every statement what it is to read, in the tables as they are', async () => {
    const { context } = createTestContext(getDatabase());
    const { db } = context.database;
    const { merchantId } = await seedMerchant(context);
    const { key } = await createApiKey(context, { merchant: merchantId, mode: 'test' });
    const run = async (statement: string) => {
      const filled = statement.replaceAll(/(?<!:):(?:run|client_id|n)\b/g, '3');
      const { rows } = (await db.execute(sql.raw(filled))) as { rows: unknown[] }; // as either driver answers
      return rows;
    };
    for (const statement of storeSessionsSql(merchantId, { first: 1, last: STORED })) {
      await run(statement);
    }
    for (const statement of retrieveScript(hashApiKey(key), STORED)) {
      expect(await run(statement)).toHaveLength(1);
    }
    const [, list = ''] = listScript(hashApiKey(key), merchantId);
    const rows = await run(list);
    expect(rows).toHaveLength(101);
    expect(rows[0]).toMatchObject({ client_reference_id: `order-${STORED}` });
    const ids = new Set(Array.from({ length: STORED }, (_, at) => storedSessionId(at, STORED)));
    expect(ids.size).toBe(STORED);
    const found = [...ids].map((id) => `'${id}'`).join(',');
    expect(await run(`select id from checkout_session where id in (${found})`)).toHaveLength(
      STORED,
    );
  });
});

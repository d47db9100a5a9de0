import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { createTestContext } from '#lib/operations/testing/test-context.ts';
import { handleApiRequest } from './handler.ts';
import { startApiServer, testKey } from './testing/api-server.ts';

/** Set by `npm test`, which installs the SDK where it is missing. */
const PYTHON = process.env['PRAYA_PYTHON'] ?? '/usr/bin/python3';

describeOnPostgres('Stripe’s Python SDK, as it is', (getDatabase) => {
  test('opens, repeats, retrieves and pages, and raises the class that fits', async () => {
    const { context } = createTestContext(getDatabase());
    const { merchantId } = await seedMerchant(context);
    const server = await startApiServer((request) => handleApiRequest(context, request));
    onTestFinished(() => server.close());
    const program = join(import.meta.dirname, 'testing/python_sdk.py');
    const args = [program, server.origin, await testKey(context, merchantId)];
    // Fails where there is no SDK: apt-get install python3-stripe.
    const { stdout } = await promisify(execFile)(PYTHON, args);

    const { paged, ...seen } = JSON.parse(stdout) as { paged: string[] }; // as the program writes it
    expect(seen).toEqual({
      type: 'Session',
      replayed: true,
      amount: 25_700,
      metadata: '7',
      item: '鐵觀音',
      missing: ['InvalidRequestError', 404, 'resource_missing', 'session'],
      wrong: ['InvalidRequestError', 400, null, 'mode'],
      otherwise: ['IdempotencyError', 400, null, null],
      stranger: ['AuthenticationError', 401, null, null],
    });
    const numbers = paged.map((url) => url.at(-1)).toSorted((a = '', b = '') => a.localeCompare(b));
    expect(numbers).toEqual(['0', '1', '2', '3', '4']);
  });
});

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { type ApiServer, startApiServer, testKey } from '#lib/api/testing/api-server.ts';
import { handleApiRequest } from '#lib/api/handler.ts';
import { describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { createTestContext } from '#lib/operations/testing/test-context.ts';

const ROOT = join(import.meta.dirname, '../..');
const GUIDE = readFileSync(join(ROOT, 'docs/quickstart.md'), 'utf8');
const run = promisify(execFile);

/** The guide's blocks in a language, one after another, as a reader would run them. */
function blocks(language: string): string {
  const found = [...GUIDE.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  return found
    .filter(([, of]) => of === language)
    .map(([, , code = '']) => code)
    .join('\n');
}

describeOnPostgres('the quick start, run as it is written', (getDatabase) => {
  let server: ApiServer;
  let env: Record<string, string>;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'praya-quickstart-'));
    const { context } = createTestContext(getDatabase());
    const { merchantId } = await seedMerchant(context);
    server = await startApiServer((request) => handleApiRequest(context, request));
    env = {
      PATH: process.env['PATH'] ?? '',
      PRAYA: server.origin,
      PRAYA_KEY: await testKey(context, merchantId),
    };
    return async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    };
  });

  test('curl opens a session and reads what became of it', async () => {
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', blocks('sh')], {
      cwd: folder,
      env: env as NodeJS.ProcessEnv, // Next's types say that every environment has a NODE_ENV
    });
    expect(stdout).toMatch(/"url": "http:\/\/localhost:3000\/[^"]*pay\/cs_test_\w+"/);
    expect(stdout).toContain('"payment_status": "unpaid"');
  });

  test('the SDK does the same', async () => {
    const { stdout } = await run('node', ['--input-type=module', '-e', blocks('js')], {
      cwd: ROOT,
      env: env as NodeJS.ProcessEnv, // as above
    });
    expect(stdout).toMatch(/^http:\/\/localhost:3000\/[^\n]*pay\/cs_test_\w+\nunpaid\n$/);
  });
});

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import { brokenRules } from '../support/broken-rules.ts';
import { expect, test } from '../support/fixtures.ts';

const ROOT = join(import.meta.dirname, '../..');

test('the first owner of a new installation opens the link that a command printed, once', async ({
  phone: page,
  startOwnStack,
}) => {
  test.setTimeout(180_000);
  const postgres = await startTemporaryPostgres();
  try {
    await postgres.createDatabase('owner');
    const database = postgres.url('owner');
    const stack = await startOwnStack({ database, env: { PRAYA_ADDRESS_LIMITS: 'off' } });
    const dataDir = dirname(dirname(stack.app.logFile));
    const { stdout } = await promisify(execFile)(
      join(ROOT, 'node_modules/.bin/tsx'),
      [
        'scripts/admin.ts',
        'operators:create-owner',
        ...['--merchant', stack.keys.stranger.merchantId],
        ...['--email', 'po@peakceramics.example.hk'],
      ],
      {
        cwd: ROOT,
        env: {
          PATH: process.env['PATH'],
          NODE_ENV: 'production',
          PUBLIC_ORIGIN: stack.urls.app,
          PRAYA_SECRET: readFileSync(join(dataDir, 'secret'), 'utf8').trim(),
          DATABASE_URL: database,
        },
      },
    );
    const link = /^http:\S+/.exec(stdout)?.[0] ?? '';
    const heading = page.getByRole('heading', { level: 1 });
    await page.goto(link);
    await expect(heading).toHaveText('Set up your account');
    expect(await brokenRules(page)).toEqual([]);
    await page.getByRole('link', { name: '繁體中文' }).click();
    await expect(heading).toHaveText('設定你的帳戶');
    await expect(page.getByText('po@peakceramics.example.hk')).toBeVisible();
    await page.getByLabel('姓名').fill('何寶 Po Ho');
    await page.getByLabel('新密碼').fill('peakceramics');
    await page.getByRole('button', { name: '建立帳戶' }).click();
    await expect(page.getByText('這個密碼太容易猜中。')).toBeVisible();
    await page.getByLabel('新密碼').fill('celadon on the hill');
    await page.getByRole('button', { name: '建立帳戶' }).click();
    await expect(heading).toHaveText('主頁');
    await expect(page.getByText('山頂陶藝').first()).toBeVisible();
    await expect(page.getByRole('heading', { name: '尚未有交易' })).toBeVisible();
    await page.getByRole('link', { name: '帳戶' }).click();
    await expect(heading).toHaveText('帳戶');

    await test.step('six minutes later, who sits there is asked before anything is changed', async () => {
      const client = new pg.Client({ connectionString: database });
      await client.connect();
      await client.query(
        "update operator_session set authenticated_at = authenticated_at - interval '6 minutes'",
      );
      await client.end();
      await page.getByRole('button', { name: '加入通行密鑰' }).click();
      await expect(heading, 'by an action as by a page').toHaveText('確認身分');
      await page.getByRole('link', { name: '取消' }).click();
      await page.getByRole('main').getByRole('link', { name: '設定' }).click();
      await expect(heading).toHaveText('確認身分');
      await page.getByLabel('密碼', { exact: true }).fill('celadon on the hull');
      await page.getByRole('button', { name: '確認', exact: true }).click();
      await expect(page.getByText('密碼或驗證碼不正確。')).toBeVisible();
      await page.getByLabel('密碼', { exact: true }).fill('celadon on the hill');
      await page.getByRole('button', { name: '確認', exact: true }).click();
      await expect(heading).toHaveText('驗證器應用程式');
    });

    await page.goto(link);
    await expect(heading).toHaveText('This link no longer works');
    expect(readFileSync(stack.app.logFile, 'utf8')).not.toContain(link.split('/').at(-1));
  } finally {
    await postgres.stop();
  }
});

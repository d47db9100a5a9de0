import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './ensure-browser.ts';
import { ensurePythonSdk } from './ensure-python-sdk.ts';
import { runTool } from './run-command.ts';
import { buildApp } from './stack/build.ts';
import { type Count, add, countPlaywright, countVitest } from './test-report.ts';

const REPORTS = join(import.meta.dirname, '../.praya/test-reports');
const PASSED: Count = { passed: 1, failed: 0 };
const FAILED: Count = { passed: 0, failed: 1 };
const NOTHING: Count = { passed: 0, failed: 0 };

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
const lines: string[] = [];
let total = NOTHING;

await section('check', async () => {
  return (await runTool('tsx', ['scripts/check.ts'])) === 0 ? PASSED : FAILED;
});
const browser = await section('browser', async () => {
  const path = await ensureBrowser();
  process.env['CHROMIUM_PATH'] = path;
  // The name by which the tests of the simulator's card fields ask for it.
  process.env['PRAYA_CHROMIUM'] = path;
  return NOTHING;
});
await section('python SDK', async () => {
  process.env['PRAYA_PYTHON'] = await ensurePythonSdk();
  return NOTHING;
});
await section('unit and integration, on PGlite and PostgreSQL', async () => {
  const report = join(REPORTS, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return countVitest(report, await runTool('vitest', ['run', ...reporters]));
});
const build = await section('build', async () => {
  await buildApp(join(REPORTS, 'build.log'));
  return NOTHING;
});
if (browser && build) {
  await section('browser stories', async () => {
    const report = join(REPORTS, 'playwright.json');
    const env = { ...process.env, PRAYA_E2E_REPORT: report };
    return countPlaywright(report, await runTool('playwright', ['test'], { env }));
  });
}

console.log(`\n${lines.join('\n')}\n`);
const nothingRan = total.passed + total.failed === 0;
process.exitCode = total.failed > 0 || nothingRan ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed`);

/** Runs a part and adds what it counted; a part that throws has failed once. Returns whether it stood. */
async function section(name: string, run: () => Promise<Count>): Promise<boolean> {
  console.log(`\n=== ${name}`);
  const startedAt = performance.now();
  const count = await run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return FAILED;
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const said = count === NOTHING ? 'done' : `${count.passed} passed, ${count.failed} failed`;
  lines.push(`${name}: ${said} (${seconds} s)`);
  total = add(total, count);
  return count.failed === 0;
}

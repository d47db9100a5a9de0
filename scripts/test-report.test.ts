import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { countPlaywright, countVitest } from './test-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'praya-report-'));
afterAll(() => rmSync(folder, { recursive: true }));
let reports = 0;

function reportFile(report: object): string {
  const file = join(folder, `report-${(reports += 1)}.json`);
  writeFileSync(file, JSON.stringify(report));
  return file;
}

const vitest = (report: { passed: number; failed: number; unloaded?: number }) =>
  reportFile({
    numPassedTests: report.passed,
    numFailedTests: report.failed,
    testResults: [
      { status: 'passed', assertionResults: [{}] },
      ...Array.from({ length: report.unloaded ?? 0 }, () => ({
        status: 'failed',
        assertionResults: [],
      })),
    ],
  });

test('passed and failed tests are counted', () => {
  expect(countVitest(vitest({ passed: 3, failed: 2 }), 1)).toEqual({ passed: 3, failed: 2 });
});

test('a test file that cannot be loaded is a failure', () => {
  expect(countVitest(vitest({ passed: 3, failed: 0, unloaded: 1 }), 1)).toEqual({
    passed: 3,
    failed: 1,
  });
});

test('a run that fails without a failed test is a failure', () => {
  expect(countVitest(vitest({ passed: 3, failed: 0 }), 1)).toEqual({ passed: 3, failed: 1 });
});

test('a run that leaves no report is a failure', () => {
  expect(countVitest('/nonexistent/report.json', 0)).toEqual({ passed: 0, failed: 1 });
  expect(countPlaywright('/nonexistent/report.json', 0)).toEqual({ passed: 0, failed: 1 });
});

test('a flaky browser test is a failure', () => {
  const file = reportFile({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 } });
  expect(countPlaywright(file, 1)).toEqual({ passed: 5, failed: 2 });
});

import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { policyReport } from '#lib/db/schema/policy-report.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { PolicyReport } from '#lib/domain/policy-report.ts';
import { listPolicyReports } from './admin/list-policy-reports.ts';
import {
  MAX_POLICY_REPORTS,
  admitPolicyReport,
  forgetPolicyReports,
  recordPolicyReports,
} from './record-policy-reports.ts';
import { createTestContext } from './testing/test-context.ts';

const script = (blocked: string, page: PolicyReport['page'] = 'pay'): PolicyReport => ({
  directive: 'script-src-elem',
  blocked,
  page,
});

describeOnEachDatabase('policy reports', (getDatabase) => {
  const errors = (lines: readonly string[]) =>
    lines.map((line) => JSON.parse(line) as { level: number }).filter(({ level }) => level >= 50);

  it('are kept once a kind, with how often they came', async () => {
    const { context } = createTestContext(getDatabase());
    const reports = [script('https://evil.example'), script('https://evil.example')];
    await Promise.all([
      recordPolicyReports(context, reports),
      recordPolicyReports(context, reports),
    ]);
    const rows = await listPolicyReports(context);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.count).toBeGreaterThanOrEqual(3);
  });

  it('raise one alert for a script of a new origin, and none for anything else', async () => {
    const { context, logLines } = createTestContext(getDatabase());
    await recordPolicyReports(context, [
      { directive: 'img-src', blocked: 'https://evil.example', page: 'pay' },
      script('inline'),
    ]);
    expect(errors(logLines)).toHaveLength(0);
    await recordPolicyReports(context, [
      script('https://evil.example'),
      script('https://evil.example', 'attempt'),
    ]);
    expect(errors(logLines)).toHaveLength(1);
    const [first] = await listPolicyReports(context);
    expect(first).toMatchObject({ alert: true, blocked: 'https://evil.example', page: 'pay' });
  });

  it('stop being kept at a bound, and are forgotten when they have not come for 90 days', async () => {
    const { context } = createTestContext(getDatabase());
    const { db } = context.database;
    const many = Array.from({ length: MAX_POLICY_REPORTS }, (_, i) => ({
      ...script(`https://h${i}.example`),
      alert: false,
      firstSeenAt: context.clock.now(),
      lastSeenAt: sql`now()`,
    }));
    await db.insert(policyReport).values(many);
    await recordPolicyReports(context, [script('https://one-more.example')]);
    expect(await db.$count(policyReport)).toBe(MAX_POLICY_REPORTS);
    expect(await forgetPolicyReports(context)).toBe(0);
    await db.update(policyReport).set({ lastSeenAt: sql`now() - interval '91 days'` });
    expect(await forgetPolicyReports(context)).toBe(MAX_POLICY_REPORTS);
  });

  it('are taken up to a number a minute', () => {
    const { context, clock } = createTestContext(getDatabase(), {
      now: new Date('2026-11-23T03:00:00Z'),
    });
    const taken = Array.from({ length: 200 }, () => admitPolicyReport(context));
    expect(taken.filter(Boolean)).toHaveLength(120);
    clock.advance(60_000);
    expect(admitPolicyReport(context)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { isBelowDashboard, merchantInPath, readNext } from './dashboard-path.ts';

const MERCHANT = `mer_${'a1B'.repeat(8)}`;

describe('where to go after signing in', () => {
  it.each([
    '/en/dashboard',
    `/en/dashboard/${MERCHANT}/test/account`,
    `/en/dashboard/${MERCHANT}/live/audit-log?before=51`,
  ])('%s', (path) => {
    expect(readNext(path, 'en')).toBe(path);
  });

  it.each([
    undefined,
    ['/en/dashboard'],
    '',
    'https://evil.example/en/dashboard',
    '//evil.example/en/dashboard',
    '/\\evil.example',
    '/en/dashboardx',
    '/en/dashboard/../pay/cs_test_1',
    '/en/dashboard/\nSet-Cookie',
    '/en/dashboard/@evil.example',
    '/zh-HK/dashboard',
    '/en/pay/cs_test_1',
    `/en/dashboard/${'x'.repeat(500)}`,
  ])('not %j', (value) => {
    expect(readNext(value, 'en')).toBeNull();
  });
});

it('knows its addresses, and the merchant in them', () => {
  expect(isBelowDashboard('/en/dashboard')).toBe(true);
  expect(isBelowDashboard('/zh-HK/dashboard/x')).toBe(true);
  expect(isBelowDashboard('/en/dashboards')).toBe(false);
  expect(merchantInPath(`/en/dashboard/${MERCHANT}/test`)).toBe(MERCHANT);
  expect(merchantInPath('/en/dashboard/sign-in')).toBeNull();
});

import { expect, test } from 'vitest';
import { isPersonsVisit } from './visit.ts';

const BROWSER = {
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1',
};
const visit = (change: Record<string, string | undefined> = {}) => {
  const headers: Record<string, string | undefined> = { ...BROWSER, ...change };
  return isPersonsVisit((name) => headers[name] ?? null);
};

test('a browser that says a person goes there is believed', () => {
  expect(visit()).toBe(true);
});

test.each<readonly [string, Record<string, string | undefined>]>([
  ['a program that says nothing', { 'sec-fetch-mode': undefined, 'sec-fetch-dest': undefined }],
  ['a prefetch', { 'sec-purpose': 'prefetch' }],
  ['a prerender', { 'sec-purpose': 'prefetch;prerender' }],
  ['an older prefetch', { purpose: 'prefetch' }],
  ['Firefox’s older prefetch', { 'x-moz': 'prefetch' }],
  ['a script', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ['a frame on another page', { 'sec-fetch-dest': 'iframe' }],
  ['a picture', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['a crawler that is a browser', { 'user-agent': 'Mozilla/5.0 Chrome/140 (Googlebot/2.1)' }],
  ['a chat’s preview', { 'user-agent': 'WhatsApp/2.23 N' }],
])('%s only looks', (_, change) => {
  expect(visit(change)).toBe(false);
});

import { expect, test } from 'vitest';
import { isPersonsView, isPersonsVisit } from './visit.ts';

const BROWSER = {
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1',
};
type Headers = Record<string, string | undefined>;
const reader = (change: Headers) => {
  const headers: Headers = { ...BROWSER, ...change };
  return (name: string) => headers[name] ?? null;
};
const visit = (change: Headers = {}) => isPersonsVisit(reader(change));

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

test.each<readonly [string, Headers, boolean]>([
  ['who goes to an address', {}, true],
  ['in a merchant’s frame', { 'sec-fetch-dest': 'iframe' }, true],
  [
    'by what our page loads into itself',
    { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' },
    true,
  ],
  [
    'unless the page loads it just in case',
    {
      'sec-fetch-mode': 'cors',
      'sec-fetch-dest': 'empty',
      'sec-fetch-site': 'same-origin',
      'next-router-prefetch': '1',
    },
    false,
  ],
  [
    'nor by another site’s script',
    { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' },
    false,
  ],
  ['nor where a program says so', { 'user-agent': 'Mozilla/5.0 HeadlessChrome/140' }, false],
])('a page is shown to a person %s', (_, change, shown) => {
  expect(isPersonsView(reader(change))).toBe(shown);
});

import { expect, it } from 'vitest';
import { wordsFor } from '#lib/i18n/translator.ts';
import { instrumentName } from './instrument-name.ts';

const visa = { brand: 'visa', last4: '4242' };

it.each([
  ['card', visa, 'Visa ending 4242'],
  ['apple_pay', visa, 'Apple Pay · Visa ending 4242'],
  ['google_pay', { brand: 'mastercard' }, 'Google Pay · Mastercard'],
  ['google_pay', { last4: '0005' }, 'Google Pay · Credit or debit card ending 0005'],
  ['google_pay', {}, 'Google Pay'],
  ['fps', {}, 'FPS'],
] as const)('the receipt names %s with %j as %s', (method, instrument, name) => {
  expect(instrumentName(method, instrument, wordsFor('en'))).toBe(name);
});

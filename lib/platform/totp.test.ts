import { expect, test } from 'vitest';
import { newTotpSecret, totpAddress, totpCode, totpStep } from './totp.ts';

/** RFC 6238, appendix B: the ASCII secret "12345678901234567890", the last six of its eight digits. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %i s the code is %s, as the RFC says', (seconds, code) => {
  const at = new Date(seconds * 1000);
  expect(totpCode(SECRET, at)).toBe(code);
  expect(totpStep(SECRET, code, at)).toBe(Math.floor(seconds / 30));
});

test('a code counts one step early and one late, under its own step, and no longer', () => {
  const at = new Date(1_234_567_890_000);
  const step = Math.floor(1_234_567_890 / 30);
  const code = totpCode(SECRET, at);
  const after = (seconds: number) => new Date(at.getTime() + seconds * 1000);
  expect(totpStep(SECRET, code, after(30))).toBe(step);
  expect(totpStep(SECRET, code, after(-30))).toBe(step);
  expect(totpStep(SECRET, code, after(60))).toBeNull();
  expect(totpStep(SECRET, code, after(-60))).toBeNull();
});

test.each(['', '28708', '2870822', '28708２', ' 287082', '28708a'])('%j is no code', (text) => {
  expect(totpStep(SECRET, text, new Date(59_000))).toBeNull();
});

test('the address names the app’s entry, and secrets differ', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(newTotpSecret()).not.toBe(secret);
  const address = new URL(totpAddress(secret, { issuer: 'Praya', account: 'mei@tea.example' }));
  expect(address.protocol).toBe('otpauth:');
  expect(address.searchParams.get('secret')).toBe(secret);
  expect(decodeURIComponent(address.pathname)).toContain('mei@tea.example');
});

import { expect, test } from 'vitest';
import { emailKey, passwordProblem } from './operator-password.ts';

const EMAIL = 'mei.chan@harbourtea.example.hk';

test.each([
  ['correct horse battery', null],
  ['港灣茶行的第一位店長在此', null],
  ['elevenchars', 'too_short'],
  ['四字密碼', 'too_short'],
  ['x1y2'.repeat(65), 'too_long'],
  ['aaaaaaaaaaaaaaaa', 'too_plain'],
  ['abcabcabcabcabc', 'too_plain'],
  ['password1234', 'too_plain'],
  ['HarbourTea2026', 'too_plain'],
  [`${EMAIL}1`, 'too_plain'],
] as const)('%s is %s', (password, problem) => {
  expect(passwordProblem(password, EMAIL)).toBe(problem);
});

test('an address is the same however its letters are written', () => {
  expect(emailKey(' Mei.Chan@HarbourTea.example.HK ')).toBe(EMAIL);
});

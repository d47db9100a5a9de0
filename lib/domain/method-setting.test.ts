import { expect, test } from 'vitest';
import { PUBLIC_REASON } from './method-setting.ts';

test.each([
  ['Back at noon.', true],
  ['中午恢復，多謝！', true],
  ['Closed 👩🏽‍🚀 today ❤️‍🔥 🏳️‍🌈 👨‍👩‍👧', true],
  ['   ', false],
  ['two\nlines', false],
  ['two\u2028lines', false],
  ['two\u2029lines', false],
  ['turned \u202Eround', false],
  ['turned \u2067round', false],
  ['\u200Fturned round', false],
  ['un\u200Bseen', false],
  ['un\u00ADseen', false],
  ['un\u200Dseen', false],
  ['un\u200Cseen', false],
  ['\u200D👩', false],
  ['👩\u200D', false],
  ['👩\u200D\u200D👩', false],
  ['\uFEFFseen', false],
  ['seen\u{E0041}', false],
])('%j as a reason for shoppers: %s', (text, fits) => {
  expect(PUBLIC_REASON.test(text)).toBe(fits);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  findTransferReferences,
  normalizeReference,
  transferReferenceFrom,
} from './transfer-reference.ts';

const reference = fc
  .uint8Array({ minLength: 12, maxLength: 32 })
  .map((seed) => transferReferenceFrom(seed));

it('is 14 characters that nobody takes for another', () => {
  fc.assert(
    fc.property(reference, (text) => {
      expect(text).toMatch(/^PY[0-9A-HJKMNP-TV-Z]{12}$/);
      expect(normalizeReference(text)).toBe(text);
    }),
  );
});

it('is found in a bank’s free text, however the bank or a person spelt it', () => {
  const around = fc.stringMatching(/^[A-Za-z0-9 /.,:-]{0,30}$/);
  fc.assert(
    fc.property(reference, around, around, fc.nat({ max: 3 }), (text, before, after, spelling) => {
      const spelt = [
        text,
        text.toLowerCase(),
        text.replaceAll('0', 'O').replaceAll('1', 'l'),
        text.replaceAll(/(.{4})/g, '$1 -'),
      ][spelling];
      expect(findTransferReferences(`${before}${spelt ?? ''}${after}`)).toContain(text);
    }),
  );
});

it('is not found where there is none, and a long text costs no more than a short one', () => {
  expect(findTransferReferences('FPS CREDIT CHAN TAI MAN 128.50')).toEqual([]);
  expect(findTransferReferences('PY12345')).toEqual([]);
  expect(findTransferReferences('PY'.repeat(5_000))).toHaveLength(1);
});

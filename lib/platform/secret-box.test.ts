import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SealBrokenError, createSecretBox } from './secret-box.ts';

const secret = randomBytes(32).toString('base64');
const box = createSecretBox(secret);

describe('the secret box', () => {
  it('opens what it sealed, and seals the same text differently each time', () => {
    const sealed = box.seal('sk_test_1 港幣', 'a:1');
    expect(box.open(sealed, 'a:1')).toBe('sk_test_1 港幣');
    expect(box.seal('sk_test_1 港幣', 'a:1')).not.toBe(sealed);
  });

  it('does not open a value that was moved, altered, cut or sealed with another secret', () => {
    const sealed = box.seal('value', 'row:1');
    const other = createSecretBox(randomBytes(32).toString('base64'));
    expect(() => box.open(sealed, 'row:2')).toThrow(SealBrokenError);
    expect(() => other.open(sealed, 'row:1')).toThrow(SealBrokenError);
    expect(() => box.open(sealed.slice(0, -6), 'row:1')).toThrow(SealBrokenError);
    const parts = sealed.split('.');
    parts[2] = Buffer.from('evil!').toString('base64url');
    expect(() => box.open(parts.join('.'), 'row:1')).toThrow(SealBrokenError);
  });

  it('verifies its own signatures only', () => {
    const signature = box.sign('form:cs_test_1');
    expect(box.verify('form:cs_test_1', signature)).toBe(true);
    expect(box.verify('form:cs_test_2', signature)).toBe(false);
    expect(box.verify('form:cs_test_1', `${signature}A`)).toBe(false);
    expect(box.verify('form:cs_test_1', '')).toBe(false);
  });
});

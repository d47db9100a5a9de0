import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SealBrokenError, createSecretBox } from './secret-box.ts';

const secret = randomBytes(32).toString('base64');
const box = createSecretBox(secret);
const newKey = () => randomBytes(32).toString('base64');

/** What a sealed value says, however it is spelt. */
function meaning(sealed: string): string {
  const [version, id, ...parts] = sealed.split('.');
  return [version, id, ...parts.map((part) => Buffer.from(part, 'base64url').toString('hex'))].join(
    '.',
  );
}

/** As values were sealed before there were envelopes; made by that code. */
const OLD = {
  secret: Buffer.alloc(32, 9).toString('base64'),
  sealed: 'v1.cDbbUBH_EElPeRb4.Lp63AbrEo6Zr5hXKWhSdyO1YXRlHdeIZUHgA.7fikEzUwQoSmh2SiMPQFjQ',
  context: 'provider_account.credentials:acct_1',
  plain: '{"secretKey":"sk_test_old"}',
};

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

  it('does not open a value of which any one character is another', () => {
    const sealed = box.seal('sk_live_1', 'row:1');
    for (let at = 0; at < sealed.length; at += 1) {
      // The last character of base64url may have bits that say nothing: only what decodes differently was altered.
      const swapped = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
      if (meaning(swapped) === meaning(sealed)) continue;
      expect(() => box.open(swapped, 'row:1'), `character ${at}`).toThrow(SealBrokenError);
    }
  });

  it('gives every value a key of its own, which opens no other value of the same place', () => {
    const [one, other] = [box.seal('one', 'row:1'), box.seal('other', 'row:1')].map((sealed) =>
      sealed.split('.'),
    );
    const mixed = [...(one ?? []).slice(0, 3), other?.[3]].join('.');
    expect(() => box.open(mixed, 'row:1')).toThrow(SealBrokenError);
  });

  it('verifies its own signatures only', () => {
    const signature = box.sign('form:cs_test_1');
    expect(box.verify('form:cs_test_1', signature)).toBe(true);
    expect(box.verify('form:cs_test_2', signature)).toBe(false);
    expect(box.verify('form:cs_test_1', `${signature}A`)).toBe(false);
    expect(box.verify('form:cs_test_1', '')).toBe(false);
  });
});

describe('master keys', () => {
  it('can be replaced: the value stays sealed as it is, and the old key is then needed no more', () => {
    const [old, next] = [newKey(), newKey()];
    const before = createSecretBox(secret, [old]);
    const both = createSecretBox(secret, [next, old]);
    const after = createSecretBox(secret, [next]);
    const sealed = before.seal('sk_live_1', 'row:1');
    expect(both.open(sealed, 'row:1'), 'an old row stays readable').toBe('sk_live_1');
    const rewrapped = both.rewrap(sealed, 'row:1') ?? '';
    expect(rewrapped.split('.')[3], 'the value itself').toBe(sealed.split('.')[3]);
    expect(rewrapped.split('.')[1]).not.toBe(sealed.split('.')[1]);
    expect(after.open(rewrapped, 'row:1')).toBe('sk_live_1');
    expect(() => after.open(sealed, 'row:1')).toThrow(SealBrokenError);
    expect(() => before.open(rewrapped, 'row:1')).toThrow(SealBrokenError);
    expect(both.rewrap(rewrapped, 'row:1'), 'once').toBeNull();
  });

  it('are the secret itself where there are none, which goes on opening what it sealed', () => {
    const sealed = box.seal('value', 'row:1');
    const keyed = createSecretBox(secret, [newKey()]);
    expect(keyed.open(sealed, 'row:1')).toBe('value');
    const rewrapped = keyed.rewrap(sealed, 'row:1') ?? '';
    expect(() => box.open(rewrapped, 'row:1')).toThrow(SealBrokenError);
  });

  it('wrap nothing anew that was altered, moved or of another key', () => {
    const keyed = createSecretBox(secret, [newKey()]);
    const sealed = box.seal('value', 'row:1');
    expect(() => keyed.rewrap(sealed, 'row:2')).toThrow(SealBrokenError);
    const parts = sealed.split('.');
    expect(() => keyed.rewrap([...parts.slice(0, 3), 'AAAA'].join('.'), 'row:1')).toThrow(
      SealBrokenError,
    );
    const stranger = createSecretBox(newKey()).seal('value', 'row:1');
    expect(() => keyed.rewrap(stranger, 'row:1')).toThrow(SealBrokenError);
  });

  it('take over what was sealed before there were envelopes', () => {
    const old = createSecretBox(OLD.secret);
    expect(old.open(OLD.sealed, OLD.context)).toBe(OLD.plain);
    expect(() => old.open(OLD.sealed, 'provider_account.credentials:acct_2')).toThrow(
      SealBrokenError,
    );
    expect(() => box.open(OLD.sealed, OLD.context)).toThrow(SealBrokenError);
    const rewrapped = createSecretBox(OLD.secret, [newKey()]).rewrap(OLD.sealed, OLD.context) ?? '';
    expect(rewrapped).toMatch(/^v2\./);
  });
});

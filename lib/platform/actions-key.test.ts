import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { actionsKey } from './actions-key.ts';

it('is the same on every node with one secret, and another with another', () => {
  const secret = randomBytes(32).toString('base64');
  expect(actionsKey(secret)).toBe(actionsKey(secret));
  expect(actionsKey(randomBytes(32).toString('base64'))).not.toBe(actionsKey(secret));
});

it('is an AES-256 key, and not the secret', async () => {
  const secret = randomBytes(32).toString('base64');
  const key = Buffer.from(actionsKey(secret), 'base64');
  expect(key).toHaveLength(32);
  expect(actionsKey(secret)).not.toBe(secret);
  await expect(
    crypto.subtle.importKey('raw', key, 'AES-GCM', true, ['encrypt', 'decrypt']),
  ).resolves.toBeDefined();
});

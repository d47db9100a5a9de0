import { expect, test } from 'vitest';
import { signWebhook } from './webhook-signature.ts';

test('the signature covers the timestamp in milliseconds and the raw body', () => {
  const headers = signWebhook(
    '{"id":"evt_1","object":"event"}',
    'airwallex_secret',
    new Date(1_700_000_000_000),
  );
  expect(headers).toEqual({
    'x-timestamp': '1700000000000',
    'x-signature': '8b1fc74b53f22b4c9df09eb4bfd282f3e4e69cc4fa897896170a7501724ea91f',
  });
});

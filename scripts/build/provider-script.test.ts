import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { PROVIDER_SCRIPT_URL } from '#components/checkout/provider-script.ts';

it('is the address that the installed loader asks for', () => {
  const file = createRequire(import.meta.url).resolve('@stripe/stripe-js/dist/pure.js');
  const train = /RELEASE_TRAIN = ['"](\w+)['"]/.exec(readFileSync(file, 'utf8'))?.[1];
  expect(PROVIDER_SCRIPT_URL).toBe(`https://js.stripe.com/${train}/stripe.js`);
});

import { z } from 'zod';
import { listAccounts } from '#lib/operations/own-setup.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { providerAccountObject } from '../setup-objects.ts';

/** One of the merchant's accounts at payment providers. */
export const retrieveProviderAccountEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/provider_accounts/{id}',
  summary: 'An account at a payment provider, without what opens it.',
  scope: 'provider_accounts.read',
  answers: { one: 'provider_account' },
  params: z.strictObject({}),
  run: async ({ caller, tx, pathParams }) => {
    const accounts = await listAccounts(tx, caller);
    const found = accounts.find(({ id }) => id === pathParams['id']) ?? null;
    return providerAccountObject(requireFound(found, 'provider_account', pathParams));
  },
});

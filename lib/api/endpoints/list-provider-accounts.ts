import { z } from 'zod';
import { pageOf } from '#lib/domain/list-page.ts';
import { listAccounts } from '#lib/operations/own-setup.ts';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, pageParams } from '../list-page.ts';
import { providerAccountObject } from '../setup-objects.ts';

/** The merchant's accounts at payment providers, the oldest first; what opens them is never told. */
export const listProviderAccountsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/provider_accounts',
  summary: 'Accounts at payment providers, without what opens them.',
  scope: 'provider_accounts.read',
  answers: { listOf: 'provider_account' },
  params: z.strictObject(pageParams),
  run: ({ caller, tx, params }) =>
    answerList({
      url: '/v1/provider_accounts',
      noun: 'provider_account',
      params,
      load: async (page) => pageOf(await listAccounts(tx, caller), page),
      object: providerAccountObject,
    }),
});

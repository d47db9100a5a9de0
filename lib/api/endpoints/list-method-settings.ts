import { z } from 'zod';
import { pageOf } from '#lib/domain/list-page.ts';
import { listSettings } from '#lib/operations/own-setup.ts';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, pageParams } from '../list-page.ts';
import { methodSettingObject } from '../setup-objects.ts';

/** The methods the merchant has set up, in its own order: that of its page. */
export const listMethodSettingsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/method_settings',
  summary: 'Payment methods as they are set up, in the order of the page.',
  scope: 'method_settings.read',
  answers: { listOf: 'method_setting' },
  params: z.strictObject(pageParams),
  run: ({ caller, tx, params }) =>
    answerList({
      url: '/v1/method_settings',
      noun: 'method_setting',
      params,
      load: async (page) => pageOf(await listSettings(tx, caller), page),
      object: methodSettingObject,
    }),
});

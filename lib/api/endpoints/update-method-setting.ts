import { z } from 'zod';
import { switchMethod } from '#lib/operations/own-setup.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { flag } from '../param-schemas.ts';
import { methodSettingObject } from '../setup-objects.ts';

/**
 * Switches a method that is set up on or off, for every page that is opened from now on. The page shows one
 * that is off with that reason. Which account runs it is for the operator to set up.
 */
export const updateMethodSettingEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/method_settings/{id}',
  summary: 'Switches a payment method on or off.',
  scope: 'method_settings.write',
  answers: { one: 'method_setting' },
  params: z.strictObject({ enabled: flag }),
  run: async ({ caller, tx, params, pathParams }) => {
    const setting = await switchMethod(tx, caller, pathParams['id'] ?? '', params.enabled);
    return methodSettingObject(requireFound(setting, 'method_setting', pathParams));
  },
});

import { z } from 'zod';
import { MAX_PUBLIC_REASON_LENGTH, PUBLIC_REASON } from '#lib/domain/method-setting.ts';
import { MAX_AMOUNT_MINOR } from '#lib/domain/money.ts';
import { changeSetting } from '#lib/operations/own-setup.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';
import { clearable, flag, integer, text } from '../param-schemas.ts';
import { requireScope } from '../require-scope.ts';
import { methodSettingObject } from '../setup-objects.ts';

const reason = clearable(
  text(MAX_PUBLIC_REASON_LENGTH).regex(PUBLIC_REASON, 'must be one line of plain text, or empty'),
).exactOptional();

const limit = clearable(
  integer(1, Number(MAX_AMOUNT_MINOR)).transform((amount) => BigInt(amount)),
).exactOptional();

/**
 * Changes how a method that is set up is offered, on every page that is opened from now on. One that is off is
 * not shown, or shown with the merchant's reason where it gives one. Which account runs it is for the operator
 * to set up. A key that may switch methods needs `method_terms.write` besides, to say what shoppers read or how
 * much they may pay.
 */
export const updateMethodSettingEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/method_settings/{id}',
  summary: 'Switches a payment method on or off, and bounds the amounts it is offered for.',
  scope: 'method_settings.write',
  answers: { one: 'method_setting' },
  params: z.strictObject({
    enabled: flag.exactOptional(),
    /** In minor units of Hong Kong dollars, as `min_amount`. */
    max_amount: limit,
    min_amount: limit,
    /** Of a method that is off, to shoppers. */
    public_reason: clearable(z.strictObject({ en: reason, 'zh-HK': reason })).exactOptional(),
  }),
  emptyable: [
    'max_amount',
    'min_amount',
    'public_reason',
    'public_reason.en',
    'public_reason.zh-HK',
  ],
  run: ({ caller, tx, params, pathParams }) =>
    namingParam(async () => {
      if (Object.keys(params).some((name) => name !== 'enabled')) {
        requireScope(caller, 'method_terms.write');
      }
      const setting = await changeSetting(tx, caller, pathParams['id'] ?? '', {
        enabled: params.enabled,
        publicReason: params.public_reason,
        minAmount: params.min_amount,
        maxAmount: params.max_amount,
      });
      return methodSettingObject(requireFound(setting, 'method_setting', pathParams));
    }),
});

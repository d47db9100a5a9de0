import { z } from 'zod';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { MAX_PUBLIC_REASON_LENGTH, PUBLIC_REASON } from '#lib/domain/method-setting.ts';
import { OUTAGE_ACTIONS } from '#lib/ordering/ordering-config.ts';
import { methodOutageObject } from '#lib/operations/ordering/method-outage-object.ts';
import { raiseOutage } from '#lib/operations/ordering/raise-outage.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';
import { text } from '../param-schemas.ts';
import { requireScope } from '../require-scope.ts';

const reason = text(MAX_PUBLIC_REASON_LENGTH)
  .regex(PUBLIC_REASON, 'must be one line of plain text')
  .exactOptional();

/**
 * The switch by hand: a method goes to the end of the list with a word, or cannot be chosen, on every page
 * opened from a few seconds later on, until the outage is ended. It takes the place of any alarm on the method.
 * A key needs `method_terms.write` besides to say what shoppers read.
 */
export const raiseMethodOutageEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/ordering/outages',
  summary: 'Says that a payment method is out of order: it is moved down, or closed.',
  scope: 'ordering.write',
  answers: { one: 'method_outage' },
  params: z.strictObject({
    /** Left out: as the settings say of outages that are found. */
    action: z.enum(OUTAGE_ACTIONS, 'must be move_down or close').exactOptional(),
    method: z.enum(METHOD_IDS, `must be one of ${METHOD_IDS.join(', ')}`),
    /** To shoppers; a language left out has the page's own words. */
    public_reason: z.strictObject({ en: reason, 'zh-HK': reason }).exactOptional(),
  }),
  run: ({ context, caller, tx, params, request }) =>
    namingParam(async () => {
      if (params.public_reason !== undefined) requireScope(caller, 'method_terms.write');
      const raised = await raiseOutage(
        context,
        tx,
        caller,
        {
          method: params.method,
          action: params.action,
          publicReason: params.public_reason ?? {},
        },
        request,
      );
      return methodOutageObject(raised);
    }),
});

import { changePaymentLink } from '#lib/operations/manage-payment-links.ts';
import { paymentLinkObject } from '#lib/operations/payment-link-object.ts';
import { noSuchObject } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { LINK_SET_ASIDE_RULES } from '../link-set-aside-rules.ts';
import { namingParam } from '../naming-param.ts';
import {
  EMPTYABLE_LINK_PARAMS,
  readAdjustable,
  readLinkMetadata,
  readLinkSettings,
  updateLinkParams,
} from '../payment-link-params.ts';

/** https://docs.stripe.com/api/payment-link/update */
export const updatePaymentLinkEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/payment_links/{id}',
  summary: 'Changes a payment link; sessions it opened before stay as they are.',
  scope: 'payment_links.write',
  answers: { one: 'payment_link' },
  params: updateLinkParams,
  emptyable: EMPTYABLE_LINK_PARAMS,
  setAside: LINK_SET_ASIDE_RULES,
  run: ({ context, caller, tx, params, pathParams }) =>
    namingParam(async () => {
      const id = pathParams['id'] ?? '';
      const { active, line_items: items = [], ...settings } = params;
      const changed = await changePaymentLink(context, tx, caller, {
        id,
        settings: { ...readLinkSettings(settings), ...(active === undefined ? {} : { active }) },
        metadata: (before) => readLinkMetadata(settings, before),
        items: items.map((item) => ({
          id: item.id,
          quantity: item.quantity ?? null,
          adjustable: readAdjustable(item.adjustable_quantity),
        })),
      });
      if (changed === null) throw noSuchObject('payment_link', id.slice(0, 100), 'payment_link');
      const { link, completed } = changed;
      return paymentLinkObject({
        link,
        completed,
        publicOrigin: context.env.PUBLIC_ORIGIN,
        ...(params.expand?.includes('line_items') === true ? { items: changed.items } : {}),
      });
    }),
});

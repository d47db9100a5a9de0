import { SessionParamError } from '#lib/operations/session-params.ts';
import { PLAIN_LINK, createPaymentLink } from '#lib/operations/create-payment-link.ts';
import { ParamError } from '#lib/operations/param-error.ts';
import { paymentLinkObject } from '#lib/operations/payment-link-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { LINK_SET_ASIDE_RULES } from '../link-set-aside-rules.ts';
import { namingParam } from '../naming-param.ts';
import {
  createLinkParams,
  readLinkItems,
  readLinkMetadata,
  readLinkSettings,
} from '../payment-link-params.ts';

/** https://docs.stripe.com/api/payment-link/create */
export const createPaymentLinkEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/payment_links',
  summary: 'Makes a link that opens a checkout session for whoever follows it.',
  scope: 'payment_links.write',
  answers: { one: 'payment_link' },
  params: createLinkParams,
  setAside: LINK_SET_ASIDE_RULES,
  run: ({ context, caller, tx, params }) =>
    namingParam(async () => {
      const { currency = null, line_items: items, ...settings } = params;
      const made = await namingSessionParam(() =>
        createPaymentLink(context, tx, caller, {
          currency,
          items: readLinkItems(items),
          settings: {
            ...PLAIN_LINK,
            ...readLinkSettings(settings),
            ...readLinkMetadata(settings, PLAIN_LINK),
          },
        }),
      );
      return paymentLinkObject({
        link: made.link,
        completed: 0,
        publicOrigin: context.env.PUBLIC_ORIGIN,
        ...(params.expand?.includes('line_items') === true ? { items: made.items } : {}),
      });
    }),
});

/** What speaks against a session of the link speaks against the link. */
async function namingSessionParam<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SessionParamError)) throw error;
    const param = {
      lineItems: 'line_items',
      expiresAt: 'praya[expires_at]',
      allowedMethods: 'allowed_payment_method_types',
      captureMethod: 'payment_intent_data[capture_method]',
      keepCard: 'payment_intent_data[setup_future_usage]',
    }[error.field];
    throw new ParamError(param, error.message, error.code);
  }
}

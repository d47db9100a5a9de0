import { z } from 'zod';
import { REDIRECTS_ON_COMPLETION } from '#lib/domain/session-embed.ts';
import { merchantUrlProblem } from '#lib/operations/merchant-url.ts';
import { SESSION_EXPANSIONS } from '#lib/operations/session-object.ts';
import { customFieldsParam } from './custom-field-params.ts';
import { currencyCode, flag, integer, list, metadata, text } from './param-schemas.ts';

const MAX_LINE_ITEMS = 100;
const MAX_QUANTITY = 999_999;
const MAX_UNIT_AMOUNT = 99_999_999;

/** Stripe's list; the page speaks Chinese and English, and falls back to the browser's own wish. */
export const SESSION_LOCALES = (
  'auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb ' +
  'nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'
).split(' ');

export const merchantUrl = z
  .string()
  .superRefine((value, issues) => {
    const problem = merchantUrlProblem(value, { loopbackHttp: true });
    if (problem !== null) {
      issues.addIssue({ code: 'custom', message: problem, params: { code: 'url_invalid' } });
    }
  })
  .meta({ format: 'uri' });

const productData = z.strictObject({
  name: text(500),
  description: text(2000).exactOptional(),
});

const lineItem = z.strictObject({
  /** One of the merchant's list; or `price_data`, an amount of this session's own. */
  price: text(100).exactOptional(),
  price_data: z
    .strictObject({
      currency: currencyCode,
      unit_amount: integer(0, MAX_UNIT_AMOUNT),
      product_data: productData,
    })
    .exactOptional(),
  quantity: integer(1, MAX_QUANTITY),
});

/** Keeps the card for the session's `customer`. */
const futureUsage = z.enum(['off_session', 'on_session']);

/** The parameters of `POST /v1/checkout/sessions` that Praya honours. */
export const createSessionParams = z.strictObject({
  mode: z.enum(['payment', 'setup'], 'must be payment or setup: Praya has no subscriptions'),
  /** Of a payment there are some, of a setup none: setup-params.ts. */
  line_items: list(lineItem, { min: 1, max: MAX_LINE_ITEMS }).exactOptional(),
  /** Which of the three there must be, the mode says: embed-params.ts. */
  success_url: merchantUrl.exactOptional(),
  cancel_url: merchantUrl.exactOptional(),
  client_reference_id: text(200).exactOptional(),
  currency: currencyCode.exactOptional(),
  custom_fields: customFieldsParam.exactOptional(),
  customer: text(100).exactOptional(),
  customer_creation: z.enum(['always', 'if_required']).exactOptional(),
  customer_email: z
    .email('must be an e-mail address')
    .max(320, 'must be at most 320 characters')
    .exactOptional(),
  metadata: metadata.exactOptional(),
  expires_at: integer(0, 99_999_999_999).exactOptional(),
  after_expiration: z
    .strictObject({ recovery: z.strictObject({ enabled: flag }).exactOptional() })
    .exactOptional(),
  locale: z.enum(SESSION_LOCALES).exactOptional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay']).exactOptional(),
  allowed_payment_method_types: list(text(50), { min: 1, max: 100 }).exactOptional(),
  excluded_payment_method_types: list(text(50), { min: 1, max: 100 }).exactOptional(),
  payment_method_types: list(text(50), { min: 1, max: 100 }).exactOptional(),
  payment_intent_data: z
    .strictObject({
      description: text(1000).exactOptional(),
      metadata: metadata.exactOptional(),
      capture_method: z.enum(['automatic', 'automatic_async', 'manual']).exactOptional(),
      setup_future_usage: futureUsage.exactOptional(),
    })
    .exactOptional(),
  payment_method_options: z
    .strictObject({
      card: z.strictObject({ setup_future_usage: futureUsage.exactOptional() }).exactOptional(),
    })
    .exactOptional(),
  setup_intent_data: z
    .strictObject({
      description: text(1000).exactOptional(),
      metadata: metadata.exactOptional(),
    })
    .exactOptional(),
  ui_mode: z.enum(['hosted_page', 'hosted', 'embedded_page', 'embedded']).exactOptional(),
  return_url: merchantUrl.exactOptional(),
  redirect_on_completion: z.enum(REDIRECTS_ON_COMPLETION).exactOptional(),
  expand: list(z.enum(SESSION_EXPANSIONS), { max: 20 }).exactOptional(),
});

export type CreateSessionWireParams = z.infer<typeof createSessionParams>;

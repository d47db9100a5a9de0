import { z } from 'zod';
import type { LinkSettings, NewLinkItem } from '#lib/operations/create-payment-link.ts';
import { ParamError } from '#lib/operations/param-error.ts';
import { merchantUrl } from './create-session-params.ts';
import { customFieldsParam, readFields } from './custom-field-params.ts';
import { allowedMethods } from './endpoints/create-checkout-session.ts';
import {
  applyMetadata,
  clearable,
  currencyCode,
  flag,
  integer,
  list,
  metadata,
  metadataChange,
  text,
} from './param-schemas.ts';

const MAX_LINE_ITEMS = 20;
const MAX_QUANTITY = 999_999;

const adjustableQuantity = z.strictObject({
  enabled: flag,
  minimum: integer(0, MAX_QUANTITY).exactOptional(),
  maximum: integer(1, MAX_QUANTITY).exactOptional(),
});

const linkLineItem = z.strictObject({
  adjustable_quantity: adjustableQuantity.exactOptional(),
  price: text(100).exactOptional(),
  price_data: z
    .strictObject({
      currency: currencyCode,
      product: text(100).exactOptional(),
      product_data: z
        .strictObject({ name: text(500), description: text(2000).exactOptional() })
        .exactOptional(),
      unit_amount: integer(0, 99_999_999),
    })
    .exactOptional(),
  quantity: integer(0, MAX_QUANTITY),
});

const methodTypes = list(text(50), { min: 1, max: 100 });
const restrictions = z.strictObject({
  completed_sessions: z.strictObject({ limit: integer(1, 1_000_000) }),
});
const linkEnd = integer(0, 99_999_999_999);
const paymentParams = {
  capture_method: z.enum(['automatic', 'automatic_async', 'manual']).exactOptional(),
};

/** What can be set on a link when it is made. */
const linkSettingParams = {
  after_completion: z
    .strictObject({
      type: z.enum(['redirect', 'hosted_confirmation']),
      redirect: z.strictObject({ url: merchantUrl }).exactOptional(),
      hosted_confirmation: z
        .strictObject({ custom_message: text(500).exactOptional() })
        .exactOptional(),
    })
    .exactOptional(),
  allowed_payment_method_types: methodTypes.exactOptional(),
  custom_fields: customFieldsParam.exactOptional(),
  expand: list(z.enum(['line_items']), { max: 20 }).exactOptional(),
  inactive_message: text(500).exactOptional(),
  metadata: metadata.exactOptional(),
  payment_intent_data: z
    .strictObject({
      ...paymentParams,
      description: text(1000).exactOptional(),
      metadata: metadata.exactOptional(),
    })
    .exactOptional(),
  payment_method_types: methodTypes.exactOptional(),
  /** Ours: what Stripe has no name for. */
  praya: z.strictObject({ expires_at: linkEnd.exactOptional() }).exactOptional(),
  restrictions: restrictions.exactOptional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay']).exactOptional(),
};

export const createLinkParams = z.strictObject({
  ...linkSettingParams,
  currency: currencyCode.exactOptional(),
  line_items: list(linkLineItem, { min: 1, max: MAX_LINE_ITEMS }),
});

/** As above; what Stripe lets an empty text take away is null then. */
const linkChangeParams = {
  ...linkSettingParams,
  allowed_payment_method_types: clearable(methodTypes).exactOptional(),
  custom_fields: clearable(customFieldsParam).exactOptional(),
  inactive_message: clearable(text(500)).exactOptional(),
  metadata: metadataChange.exactOptional(),
  payment_intent_data: z
    .strictObject({
      ...paymentParams,
      description: clearable(text(1000)).exactOptional(),
      metadata: metadataChange.exactOptional(),
    })
    .exactOptional(),
  payment_method_types: clearable(methodTypes).exactOptional(),
  praya: z.strictObject({ expires_at: clearable(linkEnd).exactOptional() }).exactOptional(),
  restrictions: clearable(restrictions).exactOptional(),
};
export const EMPTYABLE_LINK_PARAMS = [
  'allowed_payment_method_types',
  'custom_fields',
  'inactive_message',
  'payment_intent_data.description',
  'payment_method_types',
  'praya.expires_at',
  'restrictions',
];

export const updateLinkParams = z.strictObject({
  ...linkChangeParams,
  active: flag.exactOptional(),
  line_items: list(
    z.strictObject({
      id: text(100),
      adjustable_quantity: adjustableQuantity.exactOptional(),
      quantity: integer(0, MAX_QUANTITY).exactOptional(),
    }),
    { max: MAX_LINE_ITEMS },
  ).exactOptional(),
});

type LinkWire = z.infer<typeof createLinkParams> | z.infer<typeof updateLinkParams>;

/** The settings that a call names, but for notes; null takes one away. Throws ParamError and ApiError. */
export function readLinkSettings(
  wire: Omit<LinkWire, 'line_items'>,
): Omit<Partial<LinkSettings>, 'metadata' | 'paymentMetadata'> {
  const { after_completion: after, payment_intent_data: payment, praya } = wire;
  const settings: { -readonly [Name in keyof LinkSettings]?: LinkSettings[Name] } = {};
  if (wire.submit_type !== undefined) settings.submitType = wire.submit_type;
  if (after !== undefined) {
    settings.redirectUrl = after.type === 'redirect' ? redirectUrl(after) : null;
    settings.confirmationMessage =
      after.type === 'redirect' ? null : (after.hosted_confirmation?.custom_message ?? null);
  }
  if (wire.restrictions !== undefined) {
    settings.completedLimit = wire.restrictions?.completed_sessions.limit ?? null;
  }
  if (wire.inactive_message !== undefined) settings.inactiveMessage = wire.inactive_message;
  if (wire.custom_fields !== undefined) {
    settings.customFields = readFields(wire.custom_fields ?? []);
  }
  const methods = readMethods(wire);
  if (methods !== undefined) settings.allowedMethods = methods;
  if (payment?.description !== undefined) settings.paymentDescription = payment.description;
  if (payment?.capture_method !== undefined) {
    settings.captureMethod = payment.capture_method === 'manual' ? 'manual' : 'automatic';
  }
  if (praya?.expires_at !== undefined) {
    settings.expiresAt = praya.expires_at === null ? null : new Date(praya.expires_at * 1000);
  }
  return settings;
}

/** Undefined where nothing was said, null for every method. Throws ApiError. */
function readMethods(
  wire: Omit<LinkWire, 'line_items'>,
): LinkSettings['allowedMethods'] | undefined {
  const { allowed_payment_method_types: allowed, payment_method_types: older } = wire;
  const named = allowedMethods(
    {
      ...(allowed === undefined ? {} : { allowed_payment_method_types: allowed ?? [] }),
      ...(older === undefined ? {} : { payment_method_types: older ?? [] }),
    },
    older === undefined ? 'allowed_payment_method_types' : 'payment_method_types',
  );
  if (allowed === null || older === null) return null;
  return named ?? undefined;
}

/** The notes on a link and on its payments, after a call that changes some of them. */
export function readLinkMetadata(
  wire: Pick<z.infer<typeof updateLinkParams>, 'metadata' | 'payment_intent_data'>,
  before: Pick<LinkSettings, 'metadata' | 'paymentMetadata'>,
): Pick<LinkSettings, 'metadata' | 'paymentMetadata'> {
  const payment = wire.payment_intent_data?.metadata;
  return {
    metadata: applyMetadata(before.metadata, wire.metadata),
    paymentMetadata: applyMetadata(
      before.paymentMetadata,
      payment,
      'payment_intent_data[metadata]',
    ),
  };
}

function redirectUrl(after: { redirect?: { url: string } }): string {
  if (after.redirect !== undefined) return after.redirect.url;
  throw new ParamError('after_completion[redirect][url]', 'Send the address to go to.');
}

/** Throws ParamError. */
export function readLinkItems(
  items: readonly z.infer<typeof linkLineItem>[],
): readonly NewLinkItem[] {
  return items.map((item, index) => {
    const param = `line_items[${index}]`;
    const adjustable = readAdjustable(item.adjustable_quantity) ?? null;
    if (item.quantity < 1 && adjustable === null) {
      throw new ParamError(`${param}[quantity]`, 'The quantity must be 1 or more.');
    }
    return { price: readPrice(item, param), quantity: item.quantity, adjustable };
  });
}

/** Undefined where nothing was said. */
export function readAdjustable(
  wire: z.infer<typeof adjustableQuantity> | undefined,
): NewLinkItem['adjustable'] | undefined {
  if (wire === undefined) return undefined;
  return wire.enabled ? { minimum: wire.minimum ?? null, maximum: wire.maximum ?? null } : null;
}

function readPrice(item: z.infer<typeof linkLineItem>, param: string): NewLinkItem['price'] {
  const { price, price_data: data } = item;
  if ((price === undefined) === (data === undefined)) {
    throw new ParamError(`${param}[price]`, 'Send price or price_data, and not both.');
  }
  if (price !== undefined) return { id: price };
  if (data === undefined || (data.product === undefined) === (data.product_data === undefined)) {
    throw new ParamError(
      `${param}[price_data][product]`,
      'Send product or product_data, and not both.',
    );
  }
  const product = data.product === undefined ? data.product_data : { id: data.product };
  if (product === undefined) throw new Error('One of the two was sent.');
  return { currency: data.currency, unitAmount: BigInt(data.unit_amount), product };
}

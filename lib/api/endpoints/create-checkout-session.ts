import type { CurrencyCode } from '#lib/domain/currency.ts';
import { METHOD_IDS, type MethodId } from '#lib/domain/method-id.ts';
import type { KeepCardWish } from '#lib/domain/saved-card.ts';
import {
  createCheckoutSession,
  readForNewSession,
} from '#lib/operations/create-checkout-session.ts';
import {
  type PricedItem,
  type SessionCustomer,
  resolveOnList,
} from '#lib/operations/resolve-on-list.ts';
import { requireReturnOrigins } from '#lib/operations/settings/merchant-origins.ts';
import { writeSession } from '#lib/operations/own-sessions.ts';
import { type CreateSessionParams, SessionParamError } from '#lib/operations/session-params.ts';
import { invalidRequest } from '../api-error.ts';
import { type CreateSessionWireParams, createSessionParams } from '../create-session-params.ts';
import { readFields } from '../custom-field-params.ts';
import { defineEndpoint } from '../endpoint.ts';
import { whereTo } from '../embed-params.ts';
import { SETUP_CURRENCY, intentData, requireOfMode } from '../setup-params.ts';
import { namingParam } from '../naming-param.ts';
import { SESSION_SET_ASIDE_RULES } from '../session-set-aside-rules.ts';
import { STRIPE_METHOD_TYPES } from '../stripe-method-types.ts';

/** https://docs.stripe.com/api/checkout/sessions/create */
export const createCheckoutSessionEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/checkout/sessions',
  summary: 'Opens a checkout session: a page where one order is paid.',
  scope: 'checkout_sessions.write',
  answers: { one: 'checkout.session' },
  params: createSessionParams,
  setAside: SESSION_SET_ASIDE_RULES,
  ahead: readForNewSession,
  run: async ({ context, caller, tx, params: wire, request, read }) => {
    const methodsParam = methodsParamOf(wire);
    requireOfMode(wire);
    const { items, customer } = await namingParam(() => resolveOnList(tx, caller, wire));
    const fields = await namingParam(async () => readFields(wire.custom_fields ?? []));
    const { success_url, cancel_url, return_url } = wire;
    await namingParam(() =>
      requireReturnOrigins(tx, caller, { success_url, cancel_url, return_url }),
    );
    const { keepCard, keepCardParam } = readKeepCard(wire);
    const params = {
      ...readParams(wire, { items, customer, methodsParam }),
      customFields: fields.map((field) => ({ ...field, value: null })),
      keepCard,
    };
    try {
      const created = await createCheckoutSession(context, {
        merchantId: caller.merchantId,
        livemode: caller.livemode,
        params,
        tx,
        request,
        read,
      });
      const { session, intent, lineItems } = created;
      const payment = { session, intent, attempts: [], captures: [], disputes: [], reviews: [] };
      return writeSession(context, { payment, lineItems }, wire.expand);
    } catch (error) {
      if (!(error instanceof SessionParamError)) throw error;
      const param = {
        lineItems: 'line_items',
        expiresAt: 'expires_at',
        allowedMethods: methodsParam,
        captureMethod: 'payment_intent_data[capture_method]',
        keepCard: keepCardParam,
      }[error.field];
      throw invalidRequest(`Invalid ${param}: ${error.message}`, {
        param,
        ...(error.code === null ? {} : { code: error.code }),
      });
    }
  },
});

function readParams(
  wire: CreateSessionWireParams,
  found: {
    items: readonly PricedItem[];
    customer: SessionCustomer | null;
    methodsParam: string;
  },
): CreateSessionParams {
  const { items, customer, methodsParam } = found;
  return {
    currency: oneCurrency(wire, items),
    lineItems: items,
    customerId: customer?.id ?? null,
    createsCustomer: wire.customer_creation === 'always',
    ...whereTo(wire),
    clientReferenceId: wire.client_reference_id ?? null,
    customerEmail: wire.customer_email ?? customer?.email ?? null,
    locale: wire.locale ?? 'auto',
    metadata: wire.metadata ?? {},
    expiresAt: wire.expires_at === undefined ? null : new Date(wire.expires_at * 1000),
    submitType: wire.submit_type ?? null,
    allowedMethods: allowedMethods(wire, methodsParam),
    excludedMethods:
      wire.excluded_payment_method_types === undefined
        ? null
        : knownMethods(wire.excluded_payment_method_types, 'excluded_payment_method_types'),
    paymentDescription: intentData(wire)?.description ?? null,
    paymentMetadata: intentData(wire)?.metadata ?? {},
    captureMethod: wire.payment_intent_data?.capture_method === 'manual' ? 'manual' : 'automatic',
    recoveryEnabled: wire.after_expiration?.recovery?.enabled ?? false,
  };
}

/** The parameter that says which methods there are: what is named where none of them can be paid with. */
function methodsParamOf(wire: CreateSessionWireParams): string {
  if (wire.payment_method_types !== undefined) return 'payment_method_types';
  return wire.allowed_payment_method_types === undefined &&
    wire.excluded_payment_method_types !== undefined
    ? 'excluded_payment_method_types'
    : 'allowed_payment_method_types';
}

/** What is to become of the card, and by which parameter. The card's own goes before the payment's, as at Stripe. */
function readKeepCard(wire: CreateSessionWireParams): {
  keepCard: KeepCardWish | null;
  keepCardParam: string;
} {
  if (wire.mode === 'setup') {
    return { keepCard: { usage: 'off_session', asked: 'setup' }, keepCardParam: 'mode' };
  }
  const ofCard = wire.payment_method_options?.card?.setup_future_usage;
  const ofPayment = wire.payment_intent_data?.setup_future_usage;
  if (ofPayment !== undefined) {
    return {
      keepCard: { usage: ofCard ?? ofPayment, asked: 'payment' },
      keepCardParam: 'payment_intent_data[setup_future_usage]',
    };
  }
  return {
    keepCard: ofCard === undefined ? null : { usage: ofCard, asked: 'card' },
    keepCardParam: 'payment_method_options[card][setup_future_usage]',
  };
}

/** All items share a currency, and it is the session's where the caller names one. */
function oneCurrency(wire: CreateSessionWireParams, items: readonly PricedItem[]): CurrencyCode {
  if (wire.mode === 'setup') return wire.currency ?? SETUP_CURRENCY;
  const currencies = items.map((item) => item.currency);
  const currency = wire.currency ?? currencies[0];
  if (currency === undefined) {
    throw invalidRequest('Missing required param: line_items.', {
      param: 'line_items',
      code: 'parameter_missing',
    });
  }
  const odd = currencies.findIndex((other) => other !== currency);
  if (odd !== -1) {
    const own = wire.line_items?.[odd]?.price_data !== undefined;
    const param = own ? `line_items[${odd}][price_data][currency]` : `line_items[${odd}][price]`;
    throw invalidRequest(
      `Invalid ${param}: all line items must be in one currency, here ${currency.toLowerCase()}.`,
      { param },
    );
  }
  return currency;
}

/**
 * The methods a session is limited to. Methods that Stripe has and Praya does not can be named (a shop
 * keeps its list when it moves); a word that is neither is a mistake.
 */
export function allowedMethods(
  wire: Pick<CreateSessionWireParams, 'payment_method_types' | 'allowed_payment_method_types'>,
  methodsParam: string,
): readonly MethodId[] | null {
  if (wire.payment_method_types !== undefined && wire.allowed_payment_method_types !== undefined) {
    throw invalidRequest(
      'Send allowed_payment_method_types or its old name payment_method_types, not both.',
      { param: 'payment_method_types' },
    );
  }
  const asked = wire.allowed_payment_method_types ?? wire.payment_method_types;
  return asked === undefined ? null : knownMethods(asked, methodsParam);
}

/** Those of the named methods that Praya has, in its own order. */
function knownMethods(names: readonly string[], paramList: string): readonly MethodId[] {
  for (const [index, name] of names.entries()) {
    if (isMethodId(name) || STRIPE_METHOD_TYPES.has(name)) continue;
    const param = `${paramList}[${index}]`;
    throw invalidRequest(`Invalid ${param}: must be one of ${METHOD_IDS.join(', ')}.`, { param });
  }
  return METHOD_IDS.filter((method) => names.includes(method));
}

function isMethodId(name: string): name is MethodId {
  return METHOD_IDS.some((method) => method === name);
}

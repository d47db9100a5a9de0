import type Stripe from 'stripe';

import type { PaymentIntentRecord } from './account.ts';
import { unixNow } from './call.ts';
import type { Call } from './call.ts';
import { shippingAddress } from './confirmation-tokens.ts';
import { findCustomer } from './customers.ts';
import { invalidParam, resourceMissing, unexpectedState } from './errors.ts';
import { changeMetadata } from './form.ts';
import type { ShippingParams } from './form.ts';
import { newId, randomBase62 } from './ids.ts';
import type {
  CreateIntentParams,
  PaymentMethodOptionsParams,
  UpdateIntentParams,
} from './intent-params.ts';
import { checkAmount, parseCurrency } from './money.ts';
import { createPaymentMethod, findPaymentMethod } from './payment-methods.ts';

/** Throws Stripe's 400 for parameters that contradict one another. Call before any effect. */
export function checkCreateParams(params: CreateIntentParams): void {
  checkAmount(params.amount, parseCurrency(params.currency));
  if (
    params.automatic_payment_methods?.enabled === true &&
    params.payment_method_types !== undefined
  ) {
    throw invalidParam(
      'You may only specify one of these parameters: automatic_payment_methods, payment_method_types.',
      'automatic_payment_methods',
      'parameters_exclusive',
    );
  }
  for (const name of ['confirmation_token', 'error_on_requires_action', 'off_session'] as const) {
    if (params[name] !== undefined && params.confirm !== true) {
      throw invalidParam(
        `You can only use \`${name}\` when \`confirm=true\` is set on the PaymentIntent.`,
        name,
      );
    }
  }
  checkUrl(params.return_url);
  if (params.off_session === true && params.setup_future_usage) {
    throw invalidParam(
      'You cannot confirm with `off_session=true` when `setup_future_usage` is also set on the PaymentIntent.',
      'off_session',
    );
  }
}

export function checkUrl(url: string | undefined): void {
  if (url === undefined) return;
  if (!URL.canParse(url)) throw invalidParam('Not a valid URL', 'return_url', 'url_invalid');
}

/** Creates a PaymentIntent without confirming it. The caller emits `payment_intent.created`. */
export function createIntent(call: Call, params: CreateIntentParams): PaymentIntentRecord {
  const id = newId('pi');
  const automatic =
    params.payment_method_types === undefined
      ? {
          allow_redirects: params.automatic_payment_methods?.allow_redirects ?? ('always' as const),
          enabled: params.automatic_payment_methods?.enabled ?? true,
        }
      : null;
  const wire: Stripe.PaymentIntent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount: params.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automatic,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: captureMethodOf(params),
    client_secret: `${id}_secret_${randomBase62(25)}`,
    confirmation_method: params.confirmation_method ?? 'automatic',
    created: unixNow(call),
    currency: parseCurrency(params.currency),
    customer: customerOf(call, params.customer),
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: changeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: cardOptions(params.payment_method_options),
    payment_method_types: params.payment_method_types ??
      params.allowed_payment_method_types ?? ['card'],
    payment_record: null,
    processing: null,
    receipt_email: params.receipt_email ?? null,
    review: null,
    setup_future_usage: params.setup_future_usage ?? null,
    shipping: intentShipping(params.shipping),
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: 'requires_payment_method',
    transfer_group: null,
  };
  if (params.payment_details !== undefined)
    applyLabels(wire, { payment_details: params.payment_details });
  const record: PaymentIntentRecord = {
    wire,
    paymentMethodId: null,
    challenge: null,
    walletPage: null,
  };
  attachMethod(call, record, params);
  call.account.paymentIntents.set(id, record);
  return record;
}

/** Changes a PaymentIntent. After the money is held or taken, only its labels may change. */
export function updateIntent(
  call: Call,
  record: PaymentIntentRecord,
  params: UpdateIntentParams,
): void {
  const { wire } = record;
  const customer = customerOf(call, params.customer);
  const moneyChanges =
    params.amount !== undefined ||
    params.currency !== undefined ||
    params.capture_method !== undefined ||
    params.payment_method !== undefined ||
    customer !== null ||
    params.payment_method_data !== undefined;
  const open = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
  if (moneyChanges && !open.includes(wire.status)) {
    throw unexpectedState(
      `This PaymentIntent's amount, currency, customer, capture_method or payment_method could not be updated because it has a status of ${wire.status}. You may only update the PaymentIntent with one of the following statuses: ${open.join(', ')}.`,
      wire,
    );
  }
  const currency = params.currency === undefined ? wire.currency : parseCurrency(params.currency);
  checkAmount(params.amount ?? wire.amount, currency);
  wire.currency = currency;
  wire.amount = params.amount ?? wire.amount;
  wire.customer = customer ?? wire.customer;
  wire.capture_method = params.capture_method ?? wire.capture_method;
  wire.payment_method_types = params.payment_method_types ?? wire.payment_method_types;
  wire.metadata = changeMetadata(wire.metadata, params.metadata);
  applyLabels(wire, params);
  attachMethod(call, record, params);
}

/** The PaymentIntent of this id; throws 404. A publishable key must show the client secret. */
export function findIntent(call: Call, id: string, clientSecret?: string): PaymentIntentRecord {
  const record = call.account.paymentIntents.get(id);
  if (record === undefined) throw resourceMissing('payment_intent', id, 'intent');
  if (!call.publishable) return record;
  if (clientSecret === undefined) {
    throw invalidParam(
      'Missing required param: client_secret.',
      'client_secret',
      'parameter_missing',
    );
  }
  if (clientSecret !== record.wire.client_secret) {
    throw invalidParam(
      'The client_secret provided does not match the client_secret associated with the PaymentIntent.',
      'client_secret',
      'payment_intent_invalid_parameter',
    );
  }
  return record;
}

type Labels = Partial<
  Pick<
    UpdateIntentParams,
    | 'description'
    | 'payment_details'
    | 'receipt_email'
    | 'setup_future_usage'
    | 'shipping'
    | 'statement_descriptor_suffix'
    | 'payment_method_options'
  >
>;

/** Sets what both an update and a confirmation may set. */
export function applyLabels(wire: Stripe.PaymentIntent, params: Labels): void {
  if (params.description !== undefined) wire.description = params.description;
  if (params.receipt_email !== undefined) wire.receipt_email = params.receipt_email;
  if (params.setup_future_usage !== undefined) wire.setup_future_usage = params.setup_future_usage;
  if (params.payment_details !== undefined) {
    wire.payment_details = {
      customer_reference: params.payment_details?.customer_reference ?? null,
      order_reference: params.payment_details?.order_reference ?? null,
    };
  }
  if (params.shipping !== undefined) wire.shipping = intentShipping(params.shipping);
  if (params.statement_descriptor_suffix !== undefined) {
    wire.statement_descriptor_suffix = params.statement_descriptor_suffix;
  }
  if (params.payment_method_options !== undefined) {
    wire.payment_method_options = cardOptions(params.payment_method_options);
  }
}

function customerOf(call: Call, id: string | undefined): string | null {
  return id === undefined ? null : findCustomer(call, id, 'customer').id;
}

function attachMethod(
  call: Call,
  record: PaymentIntentRecord,
  params: Pick<UpdateIntentParams, 'payment_method' | 'payment_method_data'>,
): void {
  if (params.payment_method === undefined && params.payment_method_data === undefined) return;
  const method =
    params.payment_method_data !== undefined
      ? createPaymentMethod(call, params.payment_method_data)
      : params.payment_method === null || params.payment_method === undefined
        ? null
        : findPaymentMethod(call, params.payment_method, 'payment_method');
  record.paymentMethodId = method?.wire.id ?? null;
  record.wire.payment_method = record.paymentMethodId;
  record.wire.status = method === null ? 'requires_payment_method' : 'requires_confirmation';
  record.wire.next_action = null;
  record.challenge = null;
}

function captureMethodOf(params: CreateIntentParams): Stripe.PaymentIntent.CaptureMethod {
  if (params.payment_method_options?.card?.capture_method === 'manual') return 'manual';
  return params.capture_method ?? 'automatic_async';
}

function cardOptions(
  params: PaymentMethodOptionsParams | undefined,
): Stripe.PaymentIntent.PaymentMethodOptions {
  const { wechat_pay: wechatPay } = params ?? {};
  return {
    ...(wechatPay === undefined
      ? {}
      : { wechat_pay: { client: wechatPay.client, app_id: wechatPay.app_id ?? null } }),
    card: {
      installments: null,
      mandate_options: null,
      network: null,
      request_three_d_secure: params?.card?.request_three_d_secure ?? 'automatic',
      ...(params?.card?.capture_method === undefined ? {} : { capture_method: 'manual' as const }),
      ...(params?.card?.setup_future_usage === undefined
        ? {}
        : { setup_future_usage: params.card.setup_future_usage }),
    },
  };
}

function intentShipping(
  params: ShippingParams | null | undefined,
): Stripe.PaymentIntent.Shipping | null {
  if (params === null || params === undefined) return null;
  return {
    address: shippingAddress(params.address),
    carrier: params.carrier ?? null,
    name: params.name,
    phone: params.phone ?? null,
    tracking_number: params.tracking_number ?? null,
  };
}

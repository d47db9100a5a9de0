import type Stripe from 'stripe';
import { z } from 'zod';

import type { SetupIntentRecord } from './account.ts';
import { emitEvent, unixNow } from './call.ts';
import type { Call } from './call.ts';
import { findCustomer } from './customers.ts';
import { StripeError, invalidParam, resourceMissing } from './errors.ts';
import { changeMetadata, emptyable, expand, flag, metadata, text } from './form.ts';
import { newId, randomBase62 } from './ids.ts';
import { mandateData } from './intent-params.ts';
import { createPaymentMethod, findPaymentMethod, paymentMethodData } from './payment-methods.ts';

const CANCELABLE: readonly string[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];

const details = {
  customer: text.optional(),
  description: emptyable(text).optional(),
  expand,
  metadata: metadata.optional(),
  payment_method: emptyable(text).optional(),
  payment_method_data: paymentMethodData.optional(),
  payment_method_options: z
    .strictObject({
      card: z
        .strictObject({
          request_three_d_secure: z.enum(['any', 'automatic', 'challenge']).optional(),
        })
        .optional(),
    })
    .optional(),
  /** Cards alone can be kept here. */
  payment_method_types: z.array(z.literal('card')).min(1).optional(),
};

const confirmation = {
  confirmation_token: text.optional(),
  mandate_data: emptyable(mandateData).optional(),
  return_url: text.optional(),
  use_stripe_sdk: flag.optional(),
};

export const createSetupParams = z.strictObject({
  ...details,
  ...confirmation,
  allowed_payment_method_types: z.array(z.literal('card')).min(1).optional(),
  automatic_payment_methods: z
    .strictObject({ enabled: flag, allow_redirects: z.enum(['always', 'never']).optional() })
    .optional(),
  confirm: flag.optional(),
  usage: z.enum(['off_session', 'on_session']).optional(),
});
export type CreateSetupParams = z.infer<typeof createSetupParams>;

export const updateSetupParams = z.strictObject(details);
type UpdateSetupParams = z.infer<typeof updateSetupParams>;

export const confirmSetupParams = z.strictObject({
  ...confirmation,
  /** Sent by Stripe.js with the publishable key. */
  client_secret: text.optional(),
  expand,
  payment_method: text.optional(),
  payment_method_data: paymentMethodData.optional(),
  payment_method_options: details.payment_method_options,
});
export type ConfirmSetupParams = z.infer<typeof confirmSetupParams>;

export const cancelSetupParams = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'requested_by_customer']).optional(),
  expand,
});

/** Creates a SetupIntent without confirming it. The caller emits `setup_intent.created`. */
export function createSetup(call: Call, params: CreateSetupParams): SetupIntentRecord {
  if (params.confirmation_token !== undefined && params.confirm !== true) {
    throw invalidParam(
      'You can only use `confirmation_token` when `confirm=true` is set on the SetupIntent.',
      'confirmation_token',
    );
  }
  const id = newId('seti').replace('seti_3', 'seti_1');
  const wire: Stripe.SetupIntent = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    application: null,
    automatic_payment_methods:
      params.payment_method_types === undefined
        ? {
            allow_redirects: params.automatic_payment_methods?.allow_redirects ?? 'always',
            enabled: params.automatic_payment_methods?.enabled ?? true,
          }
        : null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomBase62(25)}`,
    created: unixNow(call),
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    // Attempts are not kept as objects of their own.
    latest_attempt: null,
    livemode: false,
    // Cards need none.
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: params.usage ?? 'off_session',
  };
  const record: SetupIntentRecord = { wire, paymentMethodId: null, challenge: null };
  change(call, record, params);
  call.account.setupIntents.set(id, record);
  return record;
}

export function updateSetup(
  call: Call,
  record: SetupIntentRecord,
  params: UpdateSetupParams,
): void {
  if (!CANCELABLE.includes(record.wire.status)) {
    throw unexpectedSetupState(
      `You cannot update this SetupIntent because it has a status of ${record.wire.status}.`,
      record.wire,
    );
  }
  change(call, record, params);
}

/** Cancels a SetupIntent that has not succeeded. */
export function cancelSetup(
  call: Call,
  record: SetupIntentRecord,
  params: z.infer<typeof cancelSetupParams>,
): void {
  const { wire } = record;
  if (!CANCELABLE.includes(wire.status)) {
    throw unexpectedSetupState(
      `You cannot cancel this SetupIntent because it has a status of ${wire.status}. Only a SetupIntent with one of the following statuses may be canceled: ${CANCELABLE.join(', ')}.`,
      wire,
    );
  }
  wire.status = 'canceled';
  wire.cancellation_reason = params.cancellation_reason ?? null;
  wire.next_action = null;
  record.challenge = null;
  emitEvent(call, 'setup_intent.canceled', wire);
}

/** The SetupIntent of this id; throws 404. A publishable key must show the client secret. */
export function findSetup(call: Call, id: string, clientSecret?: string): SetupIntentRecord {
  const record = call.account.setupIntents.get(id);
  if (record === undefined) throw resourceMissing('setup_intent', id, 'intent');
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
      'The client_secret provided does not match the client_secret associated with the SetupIntent.',
      'client_secret',
      'setup_intent_invalid_parameter',
    );
  }
  return record;
}

/** 400: the SetupIntent's status does not allow the operation. */
export function unexpectedSetupState(message: string, intent: Stripe.SetupIntent): StripeError {
  return new StripeError(400, {
    type: 'invalid_request_error',
    code: 'setup_intent_unexpected_state',
    message,
    setup_intent: structuredClone(intent),
  });
}

function change(call: Call, record: SetupIntentRecord, params: UpdateSetupParams): void {
  const { wire } = record;
  const customer =
    params.customer === undefined ? null : findCustomer(call, params.customer, 'customer').id;
  const { payment_method: methodId, payment_method_data: data } = params;
  if (methodId !== undefined || data !== undefined) {
    const method =
      data !== undefined
        ? createPaymentMethod(call, data)
        : methodId
          ? findPaymentMethod(call, methodId, 'payment_method')
          : null;
    record.paymentMethodId = method?.wire.id ?? null;
    record.challenge = null;
    wire.payment_method = record.paymentMethodId;
    wire.status = method === null ? 'requires_payment_method' : 'requires_confirmation';
    wire.next_action = null;
  }
  wire.customer = customer ?? wire.customer;
  if (params.description !== undefined) wire.description = params.description;
  wire.metadata = changeMetadata(wire.metadata ?? {}, params.metadata);
  applySetupOptions(wire, params);
}

/** Sets the card's options, which a confirmation may set as well. */
export function applySetupOptions(
  wire: Stripe.SetupIntent,
  params: Pick<UpdateSetupParams, 'payment_method_options'>,
): void {
  const asked = params.payment_method_options?.card?.request_three_d_secure;
  if (asked === undefined) return;
  const card = wire.payment_method_options?.card;
  wire.payment_method_options = {
    card: {
      mandate_options: card?.mandate_options ?? null,
      network: card?.network ?? null,
      request_three_d_secure: asked,
    },
  };
}

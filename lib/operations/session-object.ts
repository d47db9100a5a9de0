import type { IntentRow, LineItemRow, SessionRow } from '#lib/db/stores/session-store.ts';
import { MAX_RECOVERIES, RECOVERY_WINDOW_MS } from '#lib/domain/session-recovery.ts';
import { methodTypes } from './method-types.ts';
import { customFieldObject } from './payment-link-object.ts';
import { payUrl } from './pay-url.ts';
import type { PaymentFacts } from './payment-facts.ts';
import { paymentIntentObject } from './payment-intent-object.ts';
import { unixSeconds } from './unix-seconds.ts';

/** What of a session the API can write out in full where it otherwise names it or leaves it out. */
export const SESSION_EXPANSIONS = [
  'line_items',
  'payment_intent',
  'payment_intent.latest_charge',
  'payment_intent.latest_charge.balance_transaction',
] as const;
export type SessionExpansion = (typeof SESSION_EXPANSIONS)[number];

/** The version of Stripe's API that answers and events are written in unless another is asked for. */
export const DEFAULT_API_VERSION = '2026-10-28.endive';

/** The first API version that has these names of our page's modes, and what they were before. */
const UI_MODES_SINCE = '2026-03-25';
const OLDER_UI_MODES: Readonly<Record<string, string>> = {
  hosted_page: 'hosted',
  embedded_page: 'embedded',
};

export interface SessionObjectInput {
  readonly session: SessionRow;
  readonly intent: IntentRow;
  readonly lineItems: readonly LineItemRow[];
  readonly publicOrigin: string;
  readonly expand?: ReadonlySet<SessionExpansion>;
  /** What was tried and paid so far; a session that was just made has none of it. */
  readonly payment?: Pick<PaymentFacts, 'attempts' | 'captures'>;
}

/**
 * A checkout session on Stripe's wire, with every field that the SDKs' typings of API version
 * 2026-10-28.endive require. What Praya has no notion of (tax, shipping, discounts) is null
 * or empty, as Stripe writes it where it is not used.
 */
export function sessionObject(input: SessionObjectInput) {
  const { session, intent } = input;
  const setup = intent.purpose === 'setup';
  const amountTotal = setup ? null : Number(session.amountTotal); // at most MAX_AMOUNT_MINOR: eight digits
  const expands = (field: SessionExpansion) => input.expand?.has(field) === true;
  return {
    id: session.id,
    object: 'checkout.session' as const,
    adaptive_pricing: null,
    after_expiration: afterExpiration(session, input.publicOrigin),
    allow_promotion_codes: null,
    allowed_payment_method_types: session.allowedMethods,
    ...(session.excludedMethods === null
      ? {}
      : { excluded_payment_method_types: session.excludedMethods }),
    amount_subtotal: amountTotal,
    amount_total: amountTotal,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: session.cancelUrl,
    client_reference_id: session.clientReferenceId,
    // As the address of a page of its own: for as long as there is something to pay.
    client_secret: session.status === 'open' ? (session.embed?.clientSecret ?? null) : null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: unixSeconds(session.createdAt),
    currency: session.currency.toLowerCase(),
    currency_conversion: null,
    custom_fields: session.customFields.map((field) => customFieldObject(field, field.value)),
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: session.customerId,
    customer_account: null,
    customer_creation: session.createsCustomer ? ('always' as const) : null,
    customer_details: customerDetails(session),
    // Of a customer who was on the merchant's list the address is known, and not this session's own.
    customer_email:
      session.customerId === null || session.createsCustomer ? session.customerEmail : null,
    discounts: [],
    expires_at: unixSeconds(session.expiresAt),
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    ...(expands('line_items') ? { line_items: lineItemList(session, input.lineItems) } : {}),
    livemode: session.livemode,
    locale: session.locale,
    managed_payments: null,
    metadata: session.metadata,
    mode: setup ? ('setup' as const) : ('payment' as const),
    origin_context: null,
    payment_intent: setup
      ? null
      : expands('payment_intent')
        ? paymentIntentObject({ ...input, ...(input.payment ?? { attempts: [], captures: [] }) })
        : intent.id,
    payment_link: session.paymentLinkId,
    payment_method_collection: null,
    payment_method_configuration_details: null,
    payment_method_options:
      session.keepCard?.asked === 'card'
        ? {
            card: {
              request_three_d_secure: 'automatic' as const,
              setup_future_usage: session.keepCard.usage,
            },
          }
        : null,
    payment_method_types: methodTypes(session),
    payment_status: setup
      ? ('no_payment_required' as const)
      : intent.paidAt === null
        ? ('unpaid' as const)
        : ('paid' as const),
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: session.recoveredFrom,
    ...(session.embed === null
      ? {}
      : {
          redirect_on_completion: session.embed.redirectOnCompletion,
          ...(session.embed.returnUrl === null ? {} : { return_url: session.embed.returnUrl }),
        }),
    saved_payment_method_options: null,
    setup_intent: setup ? intent.id : null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: session.status,
    submit_type: session.submitType,
    subscription: null,
    success_url: session.successUrl,
    total_details: setup ? null : { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: session.embed === null ? 'hosted_page' : 'embedded_page',
    url:
      session.status === 'open' && session.embed === null
        ? payUrl(session, input.publicOrigin)
        : null,
    wallet_options: null,
  };
}

/** An object on the wire as the API version its reader was written for spells it. */
export function forApiVersion<T extends object>(object: T, apiVersion: string): T {
  if (!('ui_mode' in object) || apiVersion >= UI_MODES_SINCE) return object;
  const older = OLDER_UI_MODES[String(object.ui_mode)];
  return older === undefined ? object : { ...object, ui_mode: older };
}

/**
 * The address where the shopper can start again: the page itself, which has a button for it, so that
 * whatever only looks at the address (a mail scanner, say) makes nothing.
 */
function afterExpiration(session: SessionRow, publicOrigin: string) {
  if (!session.recoveryEnabled) return null;
  const { expiredAt } = session;
  const possible = session.status === 'expired' && session.recoveryCount < MAX_RECOVERIES;
  return {
    recovery: {
      allow_promotion_codes: false,
      enabled: true,
      expires_at:
        possible && expiredAt !== null
          ? unixSeconds(new Date(expiredAt.getTime() + RECOVERY_WINDOW_MS))
          : null,
      url: possible ? payUrl(session, publicOrigin) : null,
    },
  };
}

function customerDetails(session: SessionRow) {
  const email = session.customerEmail ?? session.collectedEmail;
  if (email === null) return null;
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name: null,
    phone: null,
    tax_exempt: 'none' as const,
    tax_ids: null,
  };
}

/** A line of an order, with every field that the SDKs' typings require. */
export function lineItemObject(session: SessionRow, item: LineItemRow) {
  const amount = Number(item.unitAmount) * item.quantity; // the session's total bounds it
  return {
    id: item.id,
    object: 'item' as const,
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: session.currency.toLowerCase(),
    description: item.name,
    metadata: {},
    price: item.price,
    quantity: item.quantity,
  };
}

function lineItemList(session: SessionRow, lineItems: readonly LineItemRow[]) {
  return {
    object: 'list' as const,
    data: lineItems.map((item) => lineItemObject(session, item)),
    has_more: false,
    url: `/v1/checkout/sessions/${session.id}/line_items`,
  };
}

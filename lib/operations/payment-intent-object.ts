import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { chargeIdOf, chargeStatusOf, isHoldReleased } from '#lib/domain/charge.ts';
import type { NextAction } from '#lib/domain/next-action.ts';
import { attemptRequestSchema } from './attempt-record.ts';
import { methodTypes } from './method-types.ts';
import type { PaymentFacts } from './payment-facts.ts';
import { paymentErrorObject } from './payment-error-object.ts';
import { unixSeconds } from './unix-seconds.ts';

export interface PaymentIntentFacts extends PaymentFacts {
  /** What the shopper must do for the latest attempt, opened, where the reader is to be told. */
  readonly nextAction?: NextAction | null;
}

/** What else Stripe has of a card in `payment_method_options`. */
const CARD = {
  installments: null,
  mandate_options: null,
  network: null,
  request_three_d_secure: null,
};

/**
 * A payment intent on Stripe's wire, with every field that the SDKs' typings of API version
 * 2026-10-28.endive require.
 */
export function paymentIntentObject(facts: PaymentIntentFacts) {
  const { session, intent } = facts;
  const { keepCard } = session;
  const amount = Number(intent.amount); // at most MAX_AMOUNT_MINOR: eight digits
  const over = intent.status === 'succeeded' || intent.status === 'requires_capture';
  return {
    id: intent.id,
    object: 'payment_intent' as const,
    allowed_payment_method_types: session.allowedMethods,
    amount,
    amount_capturable: intent.status === 'requires_capture' ? amount : 0,
    amount_details: { tip: {} },
    amount_received: Number(received(facts)),
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    ...cancellation(facts),
    capture_method: intent.captureMethod,
    client_secret: null,
    confirmation_method: 'automatic' as const,
    created: unixSeconds(intent.createdAt),
    currency: intent.currency.toLowerCase(),
    customer: session.customerId,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: session.excludedMethods,
    last_payment_error: over ? null : paymentErrorObject(facts.attempts.at(-1)),
    latest_charge: latestCharge(facts),
    livemode: intent.livemode,
    managed_payments: null,
    metadata: intent.metadata,
    next_action: nextActionObject(facts),
    on_behalf_of: null,
    payment_method: paidWith(facts)?.keptCardId ?? null,
    payment_method_configuration_details: null,
    payment_method_options:
      keepCard?.asked === 'card' ? { card: { ...CARD, setup_future_usage: keepCard.usage } } : null,
    payment_method_types: methodTypes(session),
    payment_record: null,
    processing: null,
    receipt_email: session.customerEmail ?? session.collectedEmail,
    review: facts.attempts.findLast(({ reviewId }) => reviewId !== null)?.reviewId ?? null,
    setup_future_usage: keepCard?.asked === 'payment' ? keepCard.usage : null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: intent.status,
    transfer_data: null,
    transfer_group: null,
  };
}

/** What captures pay of it, in minor units: of held money that can be less than the amount. */
function received({ captures }: PaymentFacts): bigint {
  return captures.reduce((sum, { capture }) => sum + capture.applied, 0n);
}

/** When and why: at the merchant's wish, or because the page's time or the hold's was up. */
function cancellation({ session, intent, attempts }: PaymentFacts) {
  const released = attempts.findLast(isHoldReleased)?.statusSince ?? null;
  const at = intent.cancelRequestedAt ?? released ?? session.expiredAt;
  if (intent.status !== 'canceled') return { canceled_at: null, cancellation_reason: null };
  return {
    canceled_at: at === null ? null : unixSeconds(at),
    cancellation_reason:
      intent.cancelRequestedAt === null ? ('automatic' as const) : intent.cancellationReason,
  };
}

/** The attempt that paid it, else the latest there is. */
function paidWith({ intent, attempts }: PaymentFacts): AttemptRow | undefined {
  return attempts.find(({ id }) => id === intent.paidByAttemptId) ?? attempts.at(-1);
}

/** The charge that paid it, else the latest there is. */
function latestCharge({ intent, attempts }: PaymentFacts) {
  if (intent.paidByAttemptId !== null) return chargeIdOf(intent.paidByAttemptId);
  const charged = attempts.filter((attempt) => chargeStatusOf(attempt) !== null).at(-1);
  return charged === undefined ? null : chargeIdOf(charged.id);
}

/**
 * All of it is done on the attempt's own page, which knows how. Only a code for bank apps is written out
 * besides, as Stripe does for codes of that kind; a provider's addresses and secrets are not.
 */
function nextActionObject(facts: PaymentIntentFacts) {
  const attempt = facts.attempts.findLast(({ status }) => status === 'requires_action');
  if (facts.intent.status !== 'requires_action' || attempt === undefined) return null;
  const page = attemptUrl(facts, attempt);
  const { nextAction } = facts;
  if (nextAction?.type === 'show_qr' && nextAction.scheme === 'fps') {
    return {
      fps_display_qr_code: {
        data: nextAction.payload,
        expires_at: attempt.expiresAt === null ? null : unixSeconds(attempt.expiresAt),
        hosted_instructions_url: page,
        image_url_png: null,
        image_url_svg: null,
      },
      type: 'fps_display_qr_code' as const,
    };
  }
  return {
    redirect_to_url: { return_url: facts.session.successUrl, url: page },
    type: 'redirect_to_url' as const,
  };
}

/** The page of an attempt, in its shopper's language. */
export function attemptUrl({ publicOrigin }: PaymentFacts, attempt: AttemptRow): string {
  const { locale } = attemptRequestSchema.parse(attempt.request);
  return `${publicOrigin}/${locale}/pay/${attempt.sessionId}/${attempt.id}`;
}

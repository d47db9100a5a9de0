/**
 * Identifiers are opaque strings with a prefix that tells a person what they name. They are branded
 * so that one kind cannot be passed for another.
 */
declare const idBrand: unique symbol;
type Id<Kind extends string> = string & { readonly [idBrand]: Kind };

export type MerchantId = Id<'merchant'>;
export type ApiKeyId = Id<'api_key'>;
export type ProviderAccountId = Id<'provider_account'>;
export type WebhookEndpointId = Id<'webhook_endpoint'>;
export type CheckoutSessionId = Id<'checkout_session'>;
export type PaymentIntentId = Id<'payment_intent'>;
export type PaymentAttemptId = Id<'payment_attempt'>;
export type CaptureId = Id<'capture'>;
export type CaptureRequestId = Id<'capture_request'>;
export type RefundId = Id<'refund'>;
export type EventId = Id<'event'>;
export type DeliveryId = Id<'delivery'>;
export type LedgerTransactionId = Id<'ledger_transaction'>;
export type DiscrepancyId = Id<'discrepancy'>;
export type LineItemId = Id<'line_item'>;
export type InboundNotificationId = Id<'inbound_notification'>;
export type BankTransferId = Id<'bank_transfer'>;
export type ProductId = Id<'product'>;
export type PriceId = Id<'price'>;
export type CustomerId = Id<'customer'>;
export type PaymentLinkId = Id<'payment_link'>;
export type DisputeId = Id<'dispute'>;
export type ReviewId = Id<'review'>;
export type PayoutId = Id<'payout'>;
export type DisputeMovementId = Id<'dispute_movement'>;
export type KeptCardId = Id<'kept_card'>;
export type MethodOutageId = Id<'method_outage'>;
export type ExperimentId = Id<'experiment'>;
export type OperatorId = Id<'operator'>;
export type OperatorSessionId = Id<'operator_session'>;
export type OperatorLinkId = Id<'operator_link'>;
export type PasskeyId = Id<'passkey'>;
export type PasskeyChallengeId = Id<'passkey_challenge'>;

/** Prefix of each kind. Sessions carry `test` or `live` as well: `cs_test_…`. */
export const ID_PREFIX = {
  merchant: 'mer',
  api_key: 'key',
  provider_account: 'pacc',
  webhook_endpoint: 'we',
  checkout_session: 'cs',
  payment_intent: 'pi',
  payment_attempt: 'pa',
  capture: 'cap',
  capture_request: 'capr',
  refund: 're',
  event: 'evt',
  delivery: 'del',
  ledger_transaction: 'ltx',
  discrepancy: 'disc',
  line_item: 'li',
  inbound_notification: 'inb',
  bank_transfer: 'btr',
  product: 'prod',
  price: 'price',
  customer: 'cus',
  payment_link: 'plink',
  dispute: 'dp',
  review: 'prv',
  payout: 'po',
  dispute_movement: 'dpm',
  kept_card: 'pm',
  setup_intent: 'seti',
  method_outage: 'mout',
  experiment: 'exp',
  operator: 'opr',
  operator_session: 'opses',
  operator_link: 'oplnk',
  passkey: 'pkey',
  passkey_challenge: 'pkch',
} as const;

export type IdKind = keyof typeof ID_PREFIX;
export type IdOf<Kind extends IdKind> = Id<Kind>;

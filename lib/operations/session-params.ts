import { SESSION_MAX_LIFETIME_MS, SESSION_MIN_LIFETIME_MS } from '#lib/domain/checkout-session.ts';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { AnsweredField } from '#lib/domain/custom-field.ts';
import type { CustomerId, PaymentLinkId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { MAX_AMOUNT_MINOR, money, toMajorString } from '#lib/domain/money.ts';
import type { KeepCardWish } from '#lib/domain/saved-card.ts';
import type { SessionEmbed } from '#lib/domain/session-embed.ts';

/** What a merchant asks for, already in shape. Amounts are minor units. */
export interface CreateSessionParams {
  readonly currency: CurrencyCode;
  readonly lineItems: readonly {
    readonly name: string;
    readonly description: string | null;
    readonly unitAmount: bigint;
    readonly quantity: number;
    /** The price on the wire, where it is one of the merchant's list. */
    readonly price?: object | null;
  }[];
  /** Null: shoppers who paid stay on our page, or in a frame, which has `embed.returnUrl`. */
  readonly successUrl: string | null;
  readonly cancelUrl: string | null;
  readonly clientReferenceId: string | null;
  readonly customerEmail: string | null;
  readonly locale: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Null: the longest lifetime. */
  readonly expiresAt: Date | null;
  readonly submitType: string | null;
  /** Null allows every method the merchant offers. */
  readonly allowedMethods: readonly MethodId[] | null;
  /** Methods left out, even where they are allowed. */
  readonly excludedMethods?: readonly MethodId[] | null;
  readonly paymentDescription: string | null;
  readonly paymentMetadata: Readonly<Record<string, string>>;
  /** `manual`: the money is held, for the merchant to take later; taken at once unless told. */
  readonly captureMethod?: 'automatic' | 'manual';
  /** The shopper may start again, by themselves, after the session expired; not unless told. */
  readonly recoveryEnabled?: boolean;
  /** The page is to be shown inside the merchant's own; a page of its own unless told. */
  readonly embed?: Omit<SessionEmbed, 'clientSecret'>;
  readonly customerId?: CustomerId | null;
  /** Makes a customer of whoever pays. */
  readonly createsCustomer?: boolean;
  /** The link that opens it. */
  readonly paymentLinkId?: PaymentLinkId | null;
  /** With what was answered on the link's page; without a link the session's own page asks. */
  readonly customFields?: readonly AnsweredField[];
  /** Keeps the card for `customerId`, without whom there is nobody to keep it for. */
  readonly keepCard?: KeepCardWish | null;
}

/** Which part of the request a rule speaks against; the merchant API gives it its name on the wire. */
export type SessionParamField =
  | 'lineItems'
  | 'expiresAt'
  | 'allowedMethods'
  | 'captureMethod'
  | 'keepCard';

export class SessionParamError extends Error {
  readonly field: SessionParamField;
  readonly code: string | null;

  constructor(field: SessionParamField, message: string, code: string | null = null) {
    super(message);
    this.name = 'SessionParamError';
    this.field = field;
    this.code = code;
  }
}

/** A request takes its time to arrive, and clocks differ: a bound kept by the caller's clock is kept. */
const CLOCK_TOLERANCE_MS = 60 * 1000;

/** What a session comes to, in minor units. Throws SessionParamError. */
export function totalOf(params: Pick<CreateSessionParams, 'currency' | 'lineItems'>): bigint {
  const total = params.lineItems.reduce(
    (sum, item) => sum + item.unitAmount * BigInt(item.quantity),
    0n,
  );
  if (total <= 0n) {
    throw new SessionParamError(
      'lineItems',
      'The total must be more than zero.',
      'amount_too_small',
    );
  }
  if (total > MAX_AMOUNT_MINOR) {
    const most = toMajorString(money(MAX_AMOUNT_MINOR, params.currency));
    throw new SessionParamError(
      'lineItems',
      `The total must be at most ${most} ${params.currency}.`,
      'amount_too_large',
    );
  }
  return total;
}

/** When a session ends that is asked to end then; null: as late as it can. Throws SessionParamError. */
export function expiryOf(asked: Date | null, now: Date): Date {
  if (asked === null) return new Date(now.getTime() + SESSION_MAX_LIFETIME_MS);
  const lifetime = asked.getTime() - now.getTime();
  if (
    lifetime < SESSION_MIN_LIFETIME_MS - CLOCK_TOLERANCE_MS ||
    lifetime > SESSION_MAX_LIFETIME_MS + CLOCK_TOLERANCE_MS
  ) {
    throw new SessionParamError(
      'expiresAt',
      'Must be a Unix time in seconds, from 30 minutes to 24 hours from now.',
    );
  }
  return asked;
}

/** Where all of a payment is to be kept, or there is none, nothing but a card is taken. */
export function keptAlone(params: CreateSessionParams): CreateSessionParams {
  const asked = params.keepCard?.asked;
  return asked === 'payment' || asked === 'setup'
    ? { ...params, allowedMethods: ['card'] }
    : params;
}

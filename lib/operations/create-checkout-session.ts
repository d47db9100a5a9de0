import type { Db } from '#lib/db/client.ts';
import { type Addressee, lockEndpoints } from '#lib/db/stores/event-store.ts';
import { listMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import { getProviderAccount } from '#lib/db/stores/provider-account-store.ts';
import {
  type IntentRow,
  type LineItemRow,
  type SessionRow,
  insertSession,
} from '#lib/db/stores/session-store.ts';
import { SESSION_MAX_LIFETIME_MS, SESSION_MIN_LIFETIME_MS } from '#lib/domain/checkout-session.ts';
import { together } from '#lib/db/together.ts';
import { withCommit } from '#lib/db/transaction.ts';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { AnsweredField } from '#lib/domain/custom-field.ts';
import type { RequestOrigin } from '#lib/domain/event-type.ts';
import type { CustomerId, MerchantId, PaymentIntentId, PaymentLinkId } from '#lib/domain/ids.ts';
import { METHOD_IDS, type MethodId, isExpressMethod } from '#lib/domain/method-id.ts';
import { MAX_AMOUNT_MINOR, money, toMajorString } from '#lib/domain/money.ts';
import type { KeepCardWish } from '#lib/domain/saved-card.ts';
import type { SessionEmbed } from '#lib/domain/session-embed.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { type MethodEligibility, eligibleMethods } from '#lib/methods/eligibility.ts';
import { newClientSecret, newId, newSessionId } from '#lib/platform/ids.ts';
import { emitIntentCreated } from './checkout-events.ts';
import { connectAccount } from './connect-provider.ts';
import type { AppContext } from './context.ts';

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

/**
 * Opens a session with its intent. Throws SessionParamError when the amounts, the expiry or the
 * methods cannot make a payment; nothing is written then. Uses `tx` alone, so that the caller's
 * transaction holds all of it.
 */
export async function createCheckoutSession(
  context: AppContext,
  input: {
    merchantId: MerchantId;
    livemode: boolean;
    params: CreateSessionParams;
    tx: Db;
    /** The call that asks for it. */
    request?: RequestOrigin | null;
    /** What `readForNewSession` read in the same transaction, where that was done. */
    read?: ReadForNewSession;
  },
): Promise<{ session: SessionRow; intent: IntentRow; lineItems: readonly LineItemRow[] }> {
  const { merchantId, livemode, tx } = input;
  await requireKeeper(context, tx, input);
  const params = keptAlone(input.params);
  const now = context.clock.now();
  const total = params.keepCard?.asked === 'setup' ? 0n : totalOf(params);
  const expiresAt = expiryOf(params.expiresAt, now);
  const { settings, endpoints } =
    input.read ?? (await readForNewSession(tx, { merchantId, livemode }));
  requirePayableWith(settings, { total, params });

  const id = newSessionId(livemode);
  const session: SessionRow = {
    id,
    merchantId,
    livemode,
    status: 'open',
    amountTotal: total,
    currency: params.currency,
    successUrl: params.successUrl,
    cancelUrl: params.cancelUrl,
    clientReferenceId: params.clientReferenceId,
    customerEmail: params.customerEmail,
    collectedEmail: null,
    locale: params.locale,
    metadata: { ...params.metadata },
    allowedMethods: params.allowedMethods === null ? null : [...params.allowedMethods],
    excludedMethods: params.excludedMethods == null ? null : [...params.excludedMethods],
    submitType: params.submitType,
    createdAt: now,
    expiresAt,
    completedAt: null,
    expiredAt: null,
    recoveryEnabled: params.recoveryEnabled ?? false,
    recoveredFrom: null,
    recoveryCount: 0,
    embed:
      params.embed === undefined ? null : { ...params.embed, clientSecret: newClientSecret(id) },
    customerId: params.customerId ?? null,
    createsCustomer: params.createsCustomer ?? false,
    paymentLinkId: params.paymentLinkId ?? null,
    customFields: [...(params.customFields ?? [])],
    keepCard: params.keepCard ?? null,
    hasPage: true,
  };
  const intent = intentFor(session, params);
  const lineItems = params.lineItems.map((item, position) => ({
    id: newId('line_item'),
    sessionId: session.id,
    position,
    name: item.name,
    description: item.description,
    unitAmount: item.unitAmount,
    quantity: item.quantity,
    price: item.price ?? null,
  }));
  await withCommit(tx, insertSession(tx, { session, intent, lineItems }));
  await emitIntentCreated(context, tx, {
    session,
    intent,
    request: input.request ?? null,
    endpoints,
  });
  return { session, intent, lineItems };
}

interface ReadForNewSession {
  readonly settings: Awaited<ReturnType<typeof listMethodSettings>>;
  readonly endpoints: readonly Addressee[];
}

/** What a new session of a merchant depends on, whatever is asked for; the endpoints stay as they are. */
export async function readForNewSession(
  tx: Db,
  owner: { readonly merchantId: MerchantId; readonly livemode: boolean },
): Promise<ReadForNewSession> {
  const [settings, endpoints] = await together(
    listMethodSettings(tx, owner.merchantId, owner.livemode),
    lockEndpoints(tx, owner),
  );
  return { settings, endpoints };
}

/** Throws SessionParamError where none of the merchant's methods can take `total`, in minor units. */
export async function requirePayable(
  tx: Db,
  asked: {
    merchantId: MerchantId;
    livemode: boolean;
    total: bigint;
    params: Pick<
      CreateSessionParams,
      'currency' | 'allowedMethods' | 'excludedMethods' | 'embed' | 'captureMethod' | 'keepCard'
    >;
  },
): Promise<void> {
  requirePayableWith(await listMethodSettings(tx, asked.merchantId, asked.livemode), asked);
}

function requirePayableWith(
  settings: ReadForNewSession['settings'],
  asked: Pick<Parameters<typeof requirePayable>[1], 'total' | 'params'>,
): void {
  const { total, params } = asked;
  const eligible = (captureMethod: 'automatic' | 'manual') =>
    eligibleMethods({
      amount: money(total, params.currency),
      // Nobody knows yet what device will pay; a desktop is offered every method there is.
      device: { form: 'desktop', os: 'other' },
      settings,
      captureMethod,
      allowed: params.allowedMethods,
      excluded: params.excludedMethods ?? null,
      staysInFrame: params.embed?.redirectOnCompletion === 'never',
      keeps: params.keepCard?.asked ?? null,
    });
  const { captureMethod = 'automatic' } = params;
  const methods = eligible(captureMethod);
  if (captureMethod === 'manual' && methods.length === 0) requireHolding(eligible('automatic'));
  requirePayableMethod(methods, { total, params });
}

/** None of these can be held; where there are none at all, that is said instead. */
function requireHolding(others: readonly MethodEligibility[]): void {
  if (others.length === 0) return;
  const names = others.map(({ method }) => method).join(', ');
  const able = METHOD_IDS.filter((method) => METHODS[method].holdsMoney).join(', ');
  throw new SessionParamError(
    'captureMethod',
    `None of the payment methods of this session can hold money (${names}). These can: ${able}.`,
  );
}

/** Where all of a payment is to be kept, or there is none, nothing but a card is taken. */
function keptAlone(params: CreateSessionParams): CreateSessionParams {
  const asked = params.keepCard?.asked;
  return asked === 'payment' || asked === 'setup'
    ? { ...params, allowedMethods: ['card'] }
    : params;
}

/** Throws SessionParamError where the card is to be kept and whoever takes it here cannot. */
async function requireKeeper(
  context: AppContext,
  tx: Db,
  asked: { merchantId: MerchantId; livemode: boolean; params: CreateSessionParams },
): Promise<void> {
  const { merchantId, livemode, params } = asked;
  if ((params.keepCard ?? null) === null) return;
  if ((params.customerId ?? null) === null) {
    throw new SessionParamError('keepCard', 'A card is kept for a customer: send customer too.');
  }
  const settings = await listMethodSettings(tx, merchantId, livemode);
  const card = settings.find(({ method, enabled }) => method === 'card' && enabled);
  if (card === undefined || params.allowedMethods?.includes('card') === false) {
    throw new SessionParamError('keepCard', 'Only cards can be kept, and this session takes none.');
  }
  const account = await getProviderAccount(tx, card.providerAccountId);
  if (connectAccount(context, account).savedCards === null) {
    throw new SessionParamError(
      'keepCard',
      `Cards go through ${account.provider} here, where they cannot be kept.`,
    );
  }
}

export function intentFor(
  session: SessionRow,
  params: Pick<CreateSessionParams, 'paymentDescription' | 'paymentMetadata' | 'captureMethod'>,
): IntentRow {
  const setup = session.keepCard?.asked === 'setup';
  return {
    // A setup's intent is told apart by its name as well, as at Stripe.
    id: setup ? (newId('setup_intent') as string as PaymentIntentId) : newId('payment_intent'),
    purpose: setup ? 'setup' : 'payment',
    merchantId: session.merchantId,
    sessionId: session.id,
    livemode: session.livemode,
    status: 'requires_payment_method',
    amount: session.amountTotal,
    currency: session.currency,
    captureMethod: params.captureMethod ?? 'automatic',
    description: params.paymentDescription,
    metadata: { ...params.paymentMetadata },
    createdAt: session.createdAt,
    paidAt: null,
    paidByAttemptId: null,
    cancelRequestedAt: null,
    cancellationReason: null,
  };
}

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

function expiryOf(asked: Date | null, now: Date): Date {
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

/** A session that nobody could pay is refused here rather than shown to a shopper. */
function requirePayableMethod(
  methods: readonly MethodEligibility[],
  facts: {
    total: bigint;
    params: Pick<CreateSessionParams, 'currency' | 'allowedMethods' | 'excludedMethods'>;
  },
): void {
  const { params } = facts;
  const payable = methods.filter(({ reason }) => reason === null);
  if (payable.some(({ method }) => !isExpressMethod(method))) return;
  if (payable.length > 0) {
    throw new SessionParamError(
      'allowedMethods',
      'Not every browser has Apple Pay or Google Pay: allow another payment method beside them.',
    );
  }
  if (!methods.some(({ reason }) => reason?.code !== 'switched_off')) {
    throw new SessionParamError('allowedMethods', nothingSetUp(params));
  }
  const amount = `${toMajorString(money(facts.total, params.currency))} ${params.currency}`;
  const problems = methods.map((method) => problemOf(method, params.currency)).join('; ');
  throw new SessionParamError(
    'allowedMethods',
    `No payment method of this session can take ${amount}: ${problems}.`,
  );
}

function nothingSetUp({
  allowedMethods,
  excludedMethods,
}: Pick<CreateSessionParams, 'allowedMethods' | 'excludedMethods'>): string {
  if (allowedMethods !== null) {
    return `None of these payment methods is set up. Praya knows ${METHOD_IDS.join(', ')}.`;
  }
  return excludedMethods == null
    ? 'This account has no payment methods set up in this mode.'
    : 'None of the payment methods that this account has set up is left.';
}

function problemOf({ method, reason }: MethodEligibility, currency: CurrencyCode): string {
  switch (reason?.code) {
    case 'below_minimum':
      return `${method} takes ${toMajorString(money(reason.minMinor, currency))} or more`;
    case 'above_maximum':
      return `${method} takes ${toMajorString(money(reason.maxMinor, currency))} or less`;
    case 'currency':
      return `${method} does not take ${currency}`;
    case 'not_multiple':
      return `${method} takes multiples of ${toMajorString(money(reason.stepMinor, currency))}`;
    case 'other_device':
      return `${method} does not work on this device`;
    case 'switched_off':
      return `${method} is switched off`;
    // Asked for a desktop, which is in no app.
    case 'in_app_browser':
    case undefined:
      return method;
  }
}

import type { Db } from '#lib/db/client.ts';
import { type AttemptRow, findAttempt, insertAttempt } from '#lib/db/stores/attempt-store.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { type CustomerRow, findCustomer } from '#lib/db/stores/customer-store.ts';
import { type KeptCardRow, lockKeptCard } from '#lib/db/stores/kept-card-store.ts';
import { listMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import { findMerchant } from '#lib/db/stores/merchant-store.ts';
import {
  type ProviderAccountRow,
  getProviderAccount,
} from '#lib/db/stores/provider-account-store.ts';
import { type IntentRow, type SessionRow, insertSession } from '#lib/db/stores/session-store.ts';
import { SESSION_MAX_LIFETIME_MS } from '#lib/domain/checkout-session.ts';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { RequestOrigin } from '#lib/domain/event-type.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { MethodSetting } from '#lib/domain/method-setting.ts';
import { money, toMajorString } from '#lib/domain/money.ts';
import { type IneligibilityReason, eligibleMethods } from '#lib/methods/eligibility.ts';
import { newSessionId } from '#lib/platform/ids.ts';
import { emitIntentCreated } from './checkout-events.ts';
import { connectAccount } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { intentFor } from './create-checkout-session.ts';
import { newAttempt } from './new-attempt.ts';
import { type OwnIntent, retrieveIntent } from './own-payments.ts';
import { ParamError, noSuch } from './param-error.ts';
import { recordOutcome } from './record-outcome.ts';
import { CARD_DETACHED, chargesDetachedCard, sendAttempt } from './send-attempt.ts';

/** Nobody has it in hand; what of a request asks for a device is answered so. */
const NO_DEVICE = { form: 'desktop', os: 'other' } as const;

export interface ChargeKeptCardInput extends Owner {
  /** Ids as the caller named them: looked up, not trusted. */
  readonly customer: string;
  readonly paymentMethod: string;
  /** In minor units. */
  readonly amount: bigint;
  readonly currency: CurrencyCode;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly request: RequestOrigin | null;
}

/**
 * Orders a charge of a kept card without its owner: a session that has no page, its intent, and the attempt,
 * which `seeChargeThrough` sends once this is committed; should it not come to that, the reconciler does.
 *
 * Throws ParamError, naming what of the call is at fault; nothing is written then.
 */
export async function chargeKeptCard(
  context: AppContext,
  tx: Db,
  input: ChargeKeptCardInput,
): Promise<{ intent: OwnIntent; attemptId: PaymentAttemptId }> {
  const { customer, card } = await findCard(tx, input);
  const account = await getProviderAccount(tx, card.providerAccountId);
  const settings = await listMethodSettings(tx, input.merchantId, input.livemode);
  requireChargeable(
    input,
    account,
    settings.find(({ method }) => method === 'card'),
  );
  const merchant = await findMerchant(tx, input.merchantId);
  const session = sessionWithoutPage(context, input, customer);
  const intent: IntentRow = {
    ...intentFor(session, {
      paymentDescription: input.description,
      paymentMetadata: input.metadata,
    }),
    // Its one attempt is about to be sent: whoever reads it before the answer must not charge again.
    status: 'processing',
  };
  const attempt = newAttempt(context, {
    session,
    intent,
    account,
    method: 'card',
    inputHash: null,
    keptCardId: card.id,
    request: () => ({
      captureMethod: intent.captureMethod,
      description: intent.description ?? merchant?.name ?? '',
      customerEmail: session.customerEmail,
      // Off session nobody is sent anywhere; the port wants an address of ours all the same.
      returnUrl: context.env.PUBLIC_ORIGIN,
      locale: 'en',
      device: NO_DEVICE,
      input: {},
      savedCard: {
        providerCustomer: card.providerCustomer,
        paymentMethod: card.providerMethod,
        offSession: true,
      },
    }),
  });
  await insertSession(tx, { session, intent, lineItems: [] });
  await insertAttempt(tx, attempt, 'merchant');
  await emitIntentCreated(context, tx, { session, intent, request: input.request });
  const ordered = await retrieveIntent(tx, input, intent.id);
  if (ordered === null) throw new Error(`Payment intent ${intent.id} was not written.`);
  return { intent: ordered, attemptId: attempt.id };
}

/** Sends a charge that was ordered and is committed, and records how it ended. */
export async function seeChargeThrough(
  context: AppContext,
  attemptId: PaymentAttemptId,
): Promise<AttemptRow> {
  const { db } = context.database;
  const attempt = await findAttempt(db, attemptId);
  if (attempt === null) throw new Error(`Payment attempt ${attemptId} does not exist.`);
  const account = await getProviderAccount(db, attempt.providerAccountId);
  const answer = (await chargesDetachedCard(context, attempt))
    ? CARD_DETACHED
    : await sendAttempt(context, attempt, connectAccount(context, account));
  return recordOutcome(context, { attemptId, answer, source: 'merchant' });
}

async function findCard(
  tx: Db,
  input: ChargeKeptCardInput,
): Promise<{ customer: CustomerRow; card: KeptCardRow }> {
  const customer = await findCustomer(tx, input, input.customer);
  if (customer === null || customer.deletedAt !== null) {
    throw noSuch('customer', input.customer, 'customer');
  }
  const card = await lockKeptCard(tx, input, input.paymentMethod);
  if (card === null) throw noSuch('PaymentMethod', input.paymentMethod, 'payment_method');
  if (card.customerId !== customer.id) {
    throw new ParamError('payment_method', 'This card is not kept for this customer.');
  }
  if (card.detachedAt !== null) {
    throw new ParamError(
      'payment_method',
      'This card was detached: it cannot be charged any more.',
      'payment_method_unexpected_state',
    );
  }
  return { customer, card };
}

function requireChargeable(
  { amount, currency }: ChargeKeptCardInput,
  { provider }: ProviderAccountRow,
  setting: MethodSetting | undefined,
): void {
  const [card] = eligibleMethods({
    amount: money(amount, currency),
    device: NO_DEVICE,
    // How the merchant takes cards, but through whom this one is kept. One that takes none has them off.
    settings: [{ ...setting, method: 'card', enabled: setting?.enabled === true, provider }],
    captureMethod: 'automatic',
    allowed: null,
  });
  const reason = card?.reason ?? null;
  if (reason !== null) throw objection(reason, currency);
}

function objection(reason: IneligibilityReason, currency: CurrencyCode): ParamError {
  const written = (minor: bigint) => `${toMajorString(money(minor, currency))} ${currency}`;
  switch (reason.code) {
    case 'below_minimum':
      return new ParamError(
        'amount',
        `Invalid amount: cards take ${written(reason.minMinor)} or more.`,
        'amount_too_small',
      );
    case 'above_maximum':
      return new ParamError(
        'amount',
        `Invalid amount: cards take ${written(reason.maxMinor)} or less.`,
        'amount_too_large',
      );
    case 'not_multiple':
      return new ParamError(
        'amount',
        `Invalid amount: cards take multiples of ${written(reason.stepMinor)}.`,
      );
    case 'switched_off':
      return new ParamError(
        'payment_method',
        'Cards are switched off here (the method setting card), kept ones too: none is charged until they are on.',
      );
    case 'currency':
    case 'other_device':
    case 'in_app_browser':
      return new ParamError('currency', `Invalid currency: cards do not take ${currency} here.`);
  }
}

function sessionWithoutPage(
  context: AppContext,
  input: ChargeKeptCardInput,
  customer: CustomerRow,
): SessionRow {
  const now = context.clock.now();
  return {
    id: newSessionId(input.livemode),
    merchantId: input.merchantId,
    livemode: input.livemode,
    status: 'open',
    amountTotal: input.amount,
    currency: input.currency,
    successUrl: null,
    cancelUrl: null,
    clientReferenceId: null,
    customerEmail: customer.email,
    collectedEmail: null,
    locale: 'auto',
    metadata: {},
    allowedMethods: ['card'],
    excludedMethods: null,
    submitType: null,
    createdAt: now,
    // How long a declined intent waits to be canceled by itself.
    expiresAt: new Date(now.getTime() + SESSION_MAX_LIFETIME_MS),
    completedAt: null,
    expiredAt: null,
    recoveryEnabled: false,
    recoveredFrom: null,
    recoveryCount: 0,
    embed: null,
    customerId: customer.id,
    createsCustomer: false,
    paymentLinkId: null,
    customFields: [],
    keepCard: null,
    hasPage: false,
  };
}

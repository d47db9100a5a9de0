import type Stripe from 'stripe';
import { z } from 'zod';
import type { ProviderEnvironment } from '#lib/domain/provider.ts';
import type { FailureCode } from '#lib/domain/failure-code.ts';
import { chargesCard, isExpressMethod } from '#lib/domain/method-id.ts';
import type { NextAction } from '#lib/domain/next-action.ts';
import {
  type TestPayment,
  type TestShopper,
  TestShopperError,
  type TestWish,
} from '#lib/domain/test-shopper.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { type SimulatedShopper, simulatedShopper } from '#lib/platform/simulated-shopper.ts';
import type { StripeCredentials } from './client.ts';

/** Stripe's ready-made test cards: https://docs.stripe.com/testing */
const GOOD = 'pm_card_visa';
const ASKS_FOR_3DS = 'pm_card_threeDSecure2Required';
const CARD_BY_FAILURE: Partial<Readonly<Record<FailureCode, string>>> = {
  do_not_honor: 'pm_card_visa_chargeDeclined',
  insufficient_funds: 'pm_card_visa_chargeDeclinedInsufficientFunds',
  expired_card: 'pm_card_visa_chargeDeclinedExpiredCard',
  incorrect_cvc: 'pm_card_visa_chargeDeclinedIncorrectCvc',
  fraud_suspected: 'pm_card_visa_chargeDeclinedStolenCard',
  limit_exceeded: 'pm_card_visa_chargeDeclinedVelocityLimitExceeded',
  processing_error: 'pm_card_visa_chargeDeclinedProcessingError',
  // Its owner does not pass the bank's check.
  authentication_failed: ASKS_FOR_3DS,
};

type TokenParams = NonNullable<
  Parameters<Stripe['testHelpers']['confirmationTokens']['create']>[0]
>;

/** The simulator's own part of a payment that waits for 3-D Secure. */
const challengeSchema = z.object({ stripe_js: z.url() });

/**
 * Cards are paid with Stripe's own test cards, at Stripe's test system as well. 3-D Secure, the wallets'
 * pages and the wallets of a browser are for people there; with the simulator a program can answer them.
 */
export function stripeTestShopper(
  stripe: Stripe,
  credentials: StripeCredentials,
  { simulatorOrigin }: ProviderEnvironment,
): TestShopper | null {
  if (!/^(?:sk|rk)_test_/.test(credentials.secretKey)) return null;
  const simulator = simulatorOrigin === null ? null : simulatedShopper(simulatorOrigin);
  return {
    able: (method, wish) => {
      if (simulator !== null) return chargesCard(method) ? cardOf(wish) !== null : walletCan(wish);
      return method === 'card' && cardOf(wish) !== null && cardOf(wish) !== ASKS_FOR_3DS;
    },
    async fillIn(payment) {
      if (!chargesCard(payment.method)) return {};
      const card = cardOf(payment.wish);
      if (card === null) throw new TestShopperError('There is no test card for that.');
      const { id } = await stripe.testHelpers.confirmationTokens.create(
        isExpressMethod(payment.method)
          ? await walletCard(needed(simulator), credentials, { ...payment, card })
          : { payment_method: card },
      );
      return { confirmationToken: id };
    },
    async act(payment, nextAction) {
      const shopper = needed(simulator);
      const agrees = payment.wish.kind !== 'decline' || passesCheck(payment.wish);
      if (nextAction.type === 'provider_sdk') {
        const address = await challengeOf(stripe, nextAction.clientSecret);
        await shopper.submit(address, { outcome: agrees ? 'complete' : 'fail' });
        return null;
      }
      const answer = payment.wish.kind === 'decline' ? 'refuse' : 'approve';
      await shopper.submit(addressOf(nextAction), { answer, scanned: '1' });
      return null;
    },
    letExpire: () => Promise.reject(new TestShopperError('No payment at Stripe is paid late.')),
  };
}

/** A test card that goes so; null where there is none. */
function cardOf(wish: TestWish): string | null {
  switch (wish.kind) {
    case 'approve':
      return GOOD;
    case 'approve_after_action':
      return ASKS_FOR_3DS;
    case 'approve_late':
    case 'stay_pending':
      return null;
    case 'decline':
      return CARD_BY_FAILURE[wish.code ?? 'do_not_honor'] ?? null;
    default:
      return unreachable(wish);
  }
}

/** All that the owner of a wallet can say is yes or no, on its page. */
function walletCan(wish: TestWish): boolean {
  switch (wish.kind) {
    case 'approve':
    case 'approve_after_action':
      return true;
    case 'approve_late':
    case 'stay_pending':
      return false;
    case 'decline':
      return wish.code === null || wish.code === 'wallet_cancelled';
    default:
      return unreachable(wish);
  }
}

function passesCheck(wish: Extract<TestWish, { kind: 'decline' }>): boolean {
  return wish.code !== null && wish.code !== 'authentication_failed';
}

/** A card picked in the sheet of Apple Pay or Google Pay, as the sheet hands it over. */
async function walletCard(
  shopper: SimulatedShopper,
  credentials: StripeCredentials,
  payment: TestPayment & { readonly card: string },
): Promise<TokenParams> {
  const { origin } = shopper;
  const sheet = new URL(`${origin}/stripe-js/wallet/${payment.method}`);
  sheet.search = new URLSearchParams({
    key: credentials.publishableKey,
    amount: String(payment.amount.amountMinor),
    currency: payment.amount.currency.toLowerCase(),
    parent_origin: origin,
  }).toString();
  const closed = await shopper.submit(sheet.href, { outcome: 'approve', card: payment.card });
  const token = /data-token="(tok_\w+)"/.exec(closed)?.[1];
  if (token === undefined) throw new TestShopperError('The sheet gave no token.');
  // Stripe's typings do not know a token here, which is how its script hands a wallet's card over.
  return {
    payment_method_data: { type: 'card', card: { token } },
  } as TokenParams;
}

/** Where the simulator's bank asks; its Stripe.js reads it out of the payment as well. */
async function challengeOf(stripe: Stripe, clientSecret: string): Promise<string> {
  const id = clientSecret.split('_secret_')[0] ?? '';
  const { next_action: action } = id.startsWith('seti_')
    ? await stripe.setupIntents.retrieve(id)
    : await stripe.paymentIntents.retrieve(id);
  const asked = challengeSchema.safeParse(action?.use_stripe_sdk);
  if (asked.success) return asked.data.stripe_js;
  throw new TestShopperError('The bank does not ask for anything any more.');
}

function addressOf(nextAction: NextAction): string {
  switch (nextAction.type) {
    case 'redirect':
    case 'form_post':
      return nextAction.url;
    case 'show_qr':
      return nextAction.payload;
    case 'provider_sdk':
      throw new TestShopperError('The provider’s script is not a page.');
    default:
      return unreachable(nextAction);
  }
}

function needed(simulator: SimulatedShopper | null): SimulatedShopper {
  if (simulator !== null) return simulator;
  throw new TestShopperError('At Stripe’s own test system this takes a person in a browser.');
}

import { afterEach, describe, expect, it } from 'vitest';
import type { ProviderConnection, StartPaymentRequest } from '#lib/domain/provider.ts';
import { stripeProvider } from './stripe-provider.ts';
import { CREDENTIALS, startRequest } from './testing/requests.ts';
import {
  type RecordedRequest,
  type Reply,
  type ScriptedServer,
  startScriptedServer,
} from './testing/scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.close());

async function connect(script: (request: RecordedRequest) => Reply): Promise<ProviderConnection> {
  server = await startScriptedServer(script);
  return stripeProvider.connect(CREDENTIALS, { simulatorOrigin: server.origin, timeoutMs: 2_000 });
}

const SAVED = { providerCustomer: 'cus_1', paymentMethod: 'pm_1', offSession: true };
const KEEP = { providerCustomer: 'cus_1', usage: 'off_session' as const };

function intent(status: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'pi_1',
    object: 'payment_intent',
    status,
    currency: 'hkd',
    amount_capturable: status === 'requires_capture' ? 12_850 : 0,
    amount_received: status === 'succeeded' ? 12_850 : 0,
    created: 1_700_000_000,
    customer: 'cus_1',
    payment_method: 'pm_1',
    setup_future_usage: null,
    latest_charge: {
      id: 'ch_1',
      created: 1_700_000_100,
      payment_method_details: {
        card: { brand: 'visa', last4: '4242', exp_month: 8, exp_year: 2034, fingerprint: 'f' },
      },
    },
    ...more,
  };
}

function bodyOf(request: RecordedRequest | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(request?.body));
}

function refusedAuthentication({ path }: RecordedRequest): Reply {
  const error = {
    type: 'card_error',
    code: 'authentication_required',
    decline_code: 'authentication_required',
    message: 'This transaction requires authentication.',
  };
  return path.endsWith('/cancel')
    ? { json: intent('canceled', { last_payment_error: error }) }
    : {
        status: 402,
        json: {
          error: {
            ...error,
            payment_intent: intent('requires_payment_method', { last_payment_error: error }),
          },
        },
      };
}

describe('a payment whose card is to be kept', () => {
  it.each(['succeeded', 'requires_capture'])(
    'names the kept card once it is %s',
    async (status) => {
      const stripe = await connect(() => ({
        json: intent(status, { setup_future_usage: 'off_session' }),
      }));
      const answer = await stripe.startPayment(startRequest({ keepCard: KEEP }));
      expect(answer.keptCard).toEqual({
        paymentMethod: 'pm_1',
        brand: 'visa',
        last4: '4242',
        expiryMonth: 8,
        expiryYear: 2034,
      });
      expect(bodyOf(server.requests[0])).toMatchObject({
        confirmation_token: 'ctoken_1',
        customer: 'cus_1',
        setup_future_usage: 'off_session',
        use_stripe_sdk: 'true',
      });
    },
  );

  it.each([
    ['not paid yet', intent('processing', { setup_future_usage: 'off_session' })],
    ['not asked to keep it', intent('succeeded')],
    ['for no customer', intent('succeeded', { setup_future_usage: 'on_session', customer: null })],
  ])('names none when Stripe has %s', async (_, json) => {
    const stripe = await connect(() => ({ json }));
    expect((await stripe.startPayment(startRequest())).keptCard).toBeUndefined();
  });

  it('is not begun for a method that is no card', async () => {
    const stripe = await connect(() => ({ json: {} }));
    const { outcome } = await stripe.startPayment(
      startRequest({ method: 'alipay', input: {}, keepCard: KEEP }),
    );
    expect(outcome).toMatchObject({ kind: 'declined', providerCode: 'only_cards_are_kept' });
    expect(server.requests).toEqual([]);
  });
});

describe('a payment with a kept card', () => {
  it('without the shopper says so, and leaves nothing for a script to do', async () => {
    const stripe = await connect(() => ({ json: intent('succeeded') }));
    const answer = await stripe.startPayment(startRequest({ input: {}, savedCard: SAVED }));
    expect(answer.outcome.kind).toBe('captured');
    const [request] = server.requests;
    expect(request?.headers['idempotency-key']).toBe('pa_one');
    const body = bodyOf(request);
    expect(body).toMatchObject({
      'allowed_payment_method_types[0]': 'card',
      confirm: 'true',
      customer: 'cus_1',
      'metadata[praya_attempt]': 'pa_one',
      off_session: 'true',
      payment_method: 'pm_1',
    });
    for (const absent of ['confirmation_token', 'setup_future_usage', 'use_stripe_sdk']) {
      expect(body).not.toHaveProperty(absent);
    }
  });

  it('with the shopper there may ask for 3-D Secure in the page', async () => {
    const stripe = await connect(() => ({
      json: intent('requires_action', {
        client_secret: 'pi_1_secret_x',
        next_action: { type: 'use_stripe_sdk' },
      }),
    }));
    const savedCard = { ...SAVED, offSession: false };
    const { outcome } = await stripe.startPayment(startRequest({ input: {}, savedCard }));
    expect(outcome).toMatchObject({ nextAction: { type: 'provider_sdk' } });
    const body = bodyOf(server.requests[0]);
    expect(body['use_stripe_sdk']).toBe('true');
    expect(body).not.toHaveProperty('off_session');
  });

  it('that wants authentication is declined as such, and its intent is cancelled', async () => {
    const stripe = await connect(refusedAuthentication);
    const answer = await stripe.startPayment(startRequest({ input: {}, savedCard: SAVED }));
    expect(answer).toMatchObject({
      outcome: {
        kind: 'declined',
        code: 'authentication_failed',
        providerCode: 'authentication_required',
      },
      providerReference: 'pi_1',
    });
    expect(server.requests.at(-1)?.path).toBe('/v1/payment_intents/pi_1/cancel');
  });

  it.each<[string, Partial<StartPaymentRequest>, string]>([
    ['a new card beside it', { input: { confirmationToken: 'ctoken_1' } }, 'two_cards_given'],
    ['a wish to keep it', { input: {}, keepCard: KEEP }, 'card_is_kept_already'],
    ['another method', { input: {}, method: 'google_pay' }, 'only_cards_are_kept'],
  ])('is not begun with %s', async (_, changes, providerCode) => {
    const stripe = await connect(() => ({ json: {} }));
    const { outcome } = await stripe.startPayment(startRequest({ savedCard: SAVED, ...changes }));
    expect(outcome).toMatchObject({ kind: 'declined', providerCode });
    expect(server.requests).toEqual([]);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { PaymentOutcome } from '#lib/domain/payment-outcome.ts';
import type { ProviderConnection } from '#lib/domain/provider.ts';
import { airwallexProvider } from './airwallex-provider.ts';
import { CREDENTIALS, lookup, startRequest } from './testing/requests.ts';
import { type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts';

const TOKEN = { token: 'bearer', expires_at: '2999-01-01T00:00:00+0000' };
const PHONE = { form: 'phone', os: 'ios' } as const;
const DESKTOP = { form: 'desktop', os: 'other' } as const;
const APP_LINK = 'octopus://payment?token=bmdzJfY&return=https%3A%2F%2Fshop.example%2F';

let server: ScriptedServer;
afterEach(() => server.close());

/** Answers everything but the login with an intent that has this next action. */
async function connect(nextAction: object | null): Promise<ProviderConnection> {
  server = await startScriptedServer(({ path }) => ({
    status: 201,
    json: path.endsWith('/login')
      ? TOKEN
      : {
          id: 'int_1',
          status: 'REQUIRES_CUSTOMER_ACTION',
          amount: 128.5,
          currency: 'HKD',
          merchant_order_id: 'pa_one',
          next_action: nextAction,
        },
  }));
  return airwallexProvider.connect(CREDENTIALS, {
    simulatorOrigin: server.origin,
    timeoutMs: 2_000,
  });
}

async function readAs(method: MethodId, nextAction: object | null): Promise<PaymentOutcome> {
  const answer = await (await connect(nextAction)).retrievePayment(lookup({ method }));
  if (answer.outcome.kind === 'absent') throw new Error('absent');
  return answer.outcome;
}

describe('what is sent to Airwallex for a wallet', () => {
  it.each([
    ['payme', PHONE, { type: 'payme', payme: { flow: 'mobile_web' } }],
    ['payme', DESKTOP, { type: 'payme', payme: { flow: 'qrcode' } }],
    ['octopus', PHONE, { type: 'octopus', octopus: { flow: 'mobile_web', os_type: 'ios' } }],
    ['octopus', DESKTOP, { type: 'octopus', octopus: { flow: 'qrcode' } }],
    ['wechat_pay', PHONE, { type: 'wechatpay', wechatpay: { flow: 'mobile_web' } }],
    ['wechat_pay', DESKTOP, { type: 'wechatpay', wechatpay: { flow: 'qrcode' } }],
  ] as const)('%s on %o', async (method, device, paymentMethod) => {
    const airwallex = await connect({ type: 'redirect', url: 'https://pay.example/w' });
    await airwallex.startPayment(startRequest({ method, device }));
    const confirm = server.requests.find(({ path }) => path.endsWith('/confirm'));
    expect(JSON.parse(confirm?.body ?? '{}').payment_method).toEqual(paymentMethod);
  });
});

describe('what Airwallex answers for a wallet', () => {
  it.each([
    ['payme', 10],
    ['octopus', 10],
    ['wechat_pay', 30],
    ['alipayhk', 15],
  ] as const)(
    '%s is payable for %i minutes from the start, at every read',
    async (method, minutes) => {
      const redirect = { type: 'redirect', method: 'GET', url: 'https://pay.example/w' };
      expect(await readAs(method, redirect)).toEqual({
        kind: 'requires_action',
        nextAction: { type: 'redirect', url: 'https://pay.example/w' },
        expiresAt: new Date(lookup().startedAt.getTime() + minutes * 60_000),
      });
    },
  );

  it('WeChat Pay’s code need not be an address', async () => {
    const code = { type: 'render_qrcode', qrcode: 'weixin://wxpay/s/An4baqw' };
    expect(await readAs('wechat_pay', code)).toMatchObject({
      nextAction: { type: 'show_qr', payload: 'weixin://wxpay/s/An4baqw', scheme: 'wallet' },
    });
  });

  it('PayMe’s address beside its code is left alone', async () => {
    const qrcode =
      'https://prod.paymebiz.hsbc.com.hk/93b4dcfa?appSuccessCallback=https://shop.example/';
    const action = { type: 'render_qrcode', qrcode, url: 'https://qr.payme.example/' };
    expect(await readAs('payme', action)).toMatchObject({
      nextAction: { type: 'show_qr', payload: qrcode },
    });
  });

  it('the link of the Octopus app is let through for Octopus', async () => {
    expect(await readAs('octopus', { type: 'redirect', url: APP_LINK })).toMatchObject({
      nextAction: { type: 'redirect', url: APP_LINK },
    });
  });

  it.each(['render_qrcode', 'qrcode'])('Octopus’s code is shown, called %s', async (type) => {
    const code = { type, qrcode: 'octopus://payment?token=bmdzJfY' };
    expect(await readAs('octopus', code)).toMatchObject({
      nextAction: { type: 'show_qr', payload: code.qrcode, scheme: 'wallet' },
    });
  });

  it('a page on the way to the Octopus app is preferred to the app’s link beside it', async () => {
    const action = {
      type: 'redirect',
      url: 'https://api.airwallex.example/pa/redirect/sg/1',
      data: { scheme_url: APP_LINK },
    };
    expect(await readAs('octopus', action)).toMatchObject({
      nextAction: { type: 'redirect', url: 'https://api.airwallex.example/pa/redirect/sg/1' },
    });
  });

  it.each<[MethodId, string]>([
    ['payme', APP_LINK],
    ['wechat_pay', APP_LINK],
    ['alipayhk', APP_LINK],
    ['octopus', 'javascript:alert(1)'],
    ['octopus', 'OCTOPUS2://payment?token=x'],
    ['octopus', 'intent://payment#Intent;scheme=octopus;end'],
    ['octopus', 'data:text/html,x'],
    ['payme', 'weixin://wxpay/s/An4baqw'],
    ['payme', 'no address'],
  ])('%s is not sent to %s', async (method, url) => {
    expect(await readAs(method, { type: 'redirect', url })).toMatchObject({
      kind: 'unknown',
      cause: 'unreadable_answer',
    });
  });
});

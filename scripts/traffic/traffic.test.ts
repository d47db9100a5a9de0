import { describe, expect, it } from 'vitest';
import { qrDrawing } from '#components/checkout/qr-matrix.ts';
import { readDevice } from '#lib/domain/device.ts';
import { money } from '#lib/domain/money.ts';
import { shopperRegion } from '#lib/domain/shopper-region.ts';
import { isPersonsView } from '#lib/domain/visit.ts';
import { orderingContext } from '#lib/ordering/ordering-context.ts';
import { WORLD_CONTEXTS } from '../../bench/ordering/world-contexts.ts';
import { readNextStep, readPayPage } from './checkout-page.ts';
import { outagesAt, readOutage } from './outage-plan.ts';
import { randomOf, signsOf } from './shopper-kinds.ts';

describe('a simulated shopper', () => {
  it('of each kind is taken by the app for what it is, and for a person', () => {
    for (const [number, context] of WORLD_CONTEXTS.entries()) {
      const { headers, amountMinor, device } = signsOf(context, randomOf('test', number), number);
      const userAgent = headers['user-agent'] ?? '';
      const read = readDevice({ userAgent, mobileHint: null });
      const seen = orderingContext({
        region: shopperRegion({
          country: null,
          acceptLanguage: headers['accept-language'] ?? null,
        }),
        device: read,
        amount: money(BigInt(amountMinor), 'HKD'),
      });
      const { region } = context.seen;
      expect(seen).toEqual({ ...context.seen, region: region === 'other' ? 'GB' : region });
      expect(read.form).toBe(device);
      const sent: Readonly<Record<string, string>> = {
        ...headers,
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
      };
      expect(
        isPersonsView((name) => sent[name] ?? null),
        userAgent,
      ).toBe(true);
    }
  });

  it('has an address of its own', () => {
    const context = WORLD_CONTEXTS[0];
    if (context === undefined) throw new Error('no context');
    const addresses = Array.from(
      { length: 1_000 },
      (_, number) => signsOf(context, randomOf('test', number), number).headers['x-forwarded-for'],
    );
    expect(new Set(addresses).size).toBe(1_000);
    expect(addresses.every((address) => /^198\.1[89]\.\d+\.\d+$/.test(address ?? ''))).toBe(true);
  });

  it('chooses the same again for the same seed and number alone', () => {
    const draw = (seed: string, number: number) => randomOf(seed, number).next();
    expect(draw('a', 1)).toBe(draw('a', 1));
    expect(new Set([draw('a', 1), draw('a', 2), draw('b', 1)]).size).toBe(3);
  });
});

describe('what a shopper reads on the page', () => {
  const FORM = `<form class="pay-form with-express" action="">
    <input type="hidden" name="$ACTION_ID_40"/><input type="hidden" name="form_token" value="a&amp;b"/>
    <input type="radio" class="radio" name="method" checked="" value="payme"/>
    <input type="radio" class="radio" name="method" disabled="" value="octopus"/>
    <input type="radio" class="radio" name="method" value="fps"/></form>`;

  it('is the order of what can be chosen, and the form’s own fields', () => {
    expect(readPayPage(FORM)).toEqual({
      fields: { $ACTION_ID_40: '', form_token: 'a&b' },
      order: ['payme', 'fps'],
    });
    expect(readPayPage('<h1>Paid</h1>')).toBeNull();
  });

  it('is a code’s content, or where a button leads', () => {
    const payload = 'https://wallet.example.hk/pay/1?scanned=1&amount=128.50';
    const { size, path } = qrDrawing(payload);
    const code = `<svg id="payment-code" class="qr-code" viewBox="0 0 ${size} ${size}"><rect/><path d="${path}"/></svg>`;
    expect(readNextStep(code)).toBe(payload);
    expect(
      readNextStep('<a id="go-on" class="button" href="https://w.example.hk/?a=1&amp;b=2">Go</a>'),
    ).toBe('https://w.example.hk/?a=1&b=2');
    expect(readNextStep('<h1>Declined</h1>')).toBeNull();
  });
});

describe('a planned outage', () => {
  it('is for a part of the run, the middle unless told', () => {
    const outage = readOutage('payme:silent');
    expect(outage).toEqual({ method: 'payme', kind: 'silent', from: 0.4, until: 0.6 });
    expect(outagesAt([outage], 0.39)).toEqual([]);
    expect(outagesAt([outage], 0.4)).toEqual([outage]);
    expect(outagesAt([outage], 0.6)).toEqual([]);
    expect(readOutage('wechat_pay:declines@0-100')).toMatchObject({ from: 0, until: 1 });
  });

  it.each(['payme', 'payme:grumpy', 'card:silent', 'payme:silent@60-40', 'payme:silent@0-101'])(
    'is not %s',
    (text) => {
      expect(() => readOutage(text)).toThrow('--outage is');
    },
  );
});

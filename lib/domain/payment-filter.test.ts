import { describe, expect, it } from 'vitest';
import { filterQuery, placeText, readPaymentFilter, readPlace } from './payment-filter.ts';
import { paymentStateOf } from './payment-state.ts';

describe('a filter in an address', () => {
  it('is read whole, and written as it was', () => {
    const query = {
      q: ' Order-12 ',
      status: 'declined',
      method: 'card',
      provider: 'stripe',
      region: 'TW',
      currency: 'JPY',
      amount_from: '1,500',
      amount_to: '2000',
      from: '2026-11-01',
      to: '2026-11-30',
    };
    const { filter, given, problems } = readPaymentFilter(query);
    expect(problems).toEqual([]);
    expect(filter).toEqual({
      text: 'Order-12',
      status: 'declined',
      method: 'card',
      provider: 'stripe',
      region: 'TW',
      currency: 'JPY',
      amountFrom: 1_500n,
      amountTo: 2_000n,
      // Days in Hong Kong, both included.
      from: new Date('2026-10-31T16:00:00Z'),
      before: new Date('2026-11-30T16:00:00Z'),
    });
    const again = Object.fromEntries(filterQuery(given));
    expect(readPaymentFilter(again).filter).toEqual(filter);
    expect(filterQuery(given, 'method').has('method')).toBe(false);
  });

  it('takes an amount without a currency for Hong Kong dollars', () => {
    const { filter, given } = readPaymentFilter({ amount_from: '128.5' });
    expect(filter).toMatchObject({ currency: 'HKD', amountFrom: 12_850n, amountTo: null });
    expect(given).toEqual({ amount_from: '128.5' });
  });

  it('takes what is empty, and names it does not know, for nothing', () => {
    const { given, problems } = readPaymentFilter({ status: '', q: '  ', utm_source: 'mail' });
    expect({ given, problems }).toEqual({ given: {}, problems: [] });
  });

  it.each([
    [{ status: 'payed' }, 'status'],
    [{ method: 'cash' }, 'method'],
    [{ provider: 'paypal' }, 'provider'],
    [{ region: 'hk' }, 'region'],
    [{ currency: 'XXX' }, 'currency'],
    [{ amount_from: '12.345' }, 'amount_from'],
    [{ amount_from: '-1' }, 'amount_from'],
    [{ amount_from: '1e9' }, 'amount_from'],
    [{ amount_from: '20', amount_to: '10' }, 'amount_to'],
    [{ amount_to: '12.5', currency: 'JPY' }, 'amount_to'],
    [{ from: '2026-02-30' }, 'from'],
    [{ from: '30/11/2026' }, 'from'],
    [{ from: '2026-11-30', to: '2026-11-01' }, 'to'],
    [{ q: 'x'.repeat(201) }, 'q'],
    [{ status: ['paid', 'declined'] }, 'status'],
  ] as const)('says that it does not understand %j, and goes on without it', (query, name) => {
    const { given, problems } = readPaymentFilter(query);
    expect(problems.map((problem) => problem.name)).toEqual([name]);
    expect(given[name]).toBeUndefined();
  });
});

describe('a place in the list', () => {
  it('is read as it was written, and nothing else is one', () => {
    const place = { createdAt: new Date('2026-11-23T02:00:00.123Z'), id: 'pi_abc123' };
    expect(readPlace(placeText(place))).toEqual(place);
    for (const said of ['', '1.pi_1', '1764000000000.cs_1', "1764000000000.pi_'", undefined]) {
      expect(readPlace(said)).toBeNull();
    }
    expect(readPlace(['1764000000000.pi_1'])).toBeNull();
  });
});

describe('how a payment stands', () => {
  const facts = { canceled: false, setback: null, refunded: null, wrongAmount: false } as const;

  it.each([
    ['paid', { ...facts, intentStatus: 'succeeded' }],
    ['refunded', { ...facts, intentStatus: 'succeeded', refunded: 'full' }],
    ['paid', { ...facts, intentStatus: 'succeeded', setback: 'declined', wrongAmount: true }],
    ['declined', { ...facts, intentStatus: 'requires_payment_method', setback: 'declined' }],
    ['declined', { ...facts, intentStatus: 'canceled', setback: 'declined' }],
    ['canceled', { ...facts, intentStatus: 'canceled', setback: 'declined', canceled: true }],
    ['expired', { ...facts, intentStatus: 'canceled' }],
    // Another try goes on.
    ['waiting', { ...facts, intentStatus: 'requires_action', setback: 'declined' }],
    ['unknown', { ...facts, intentStatus: 'processing', setback: 'unknown' }],
    ['wrong_amount', { ...facts, intentStatus: 'requires_payment_method', wrongAmount: true }],
  ] as const)('%s', (state, known) => {
    expect(paymentStateOf(known)).toBe(state);
  });
});

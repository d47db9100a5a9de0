import { describe, expect, test } from 'vitest';
import { type Money, money } from '#lib/domain/money.ts';
import type { PaymentMoney } from '#lib/domain/payment-detail.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { moneySentence } from './money-sentence.ts';

const hkd = (amountMinor: bigint): Money => money(amountMinor, 'HKD');
const NONE: PaymentMoney = {
  received: hkd(0n),
  refunded: hkd(0n),
  refunding: hkd(0n),
  disputed: hkd(0n),
  kept: hkd(0n),
  held: null,
};
const FPS = { amount: hkd(12_850n), paidWith: 'fps', status: 'succeeded' } as const;
const PAID: PaymentMoney = { ...NONE, received: hkd(12_850n), kept: hkd(12_850n) };

const english = (facts: Parameters<typeof moneySentence>[0]) =>
  moneySentence(facts, wordsFor('en'));

describe('the sentence on the money', () => {
  test('says what was paid, and no more where all of it was kept', () => {
    expect(english({ ...FPS, money: PAID })).toBe('Paid HK$128.50 with FPS.');
  });

  test('says what went back and what is left', () => {
    const given = { ...PAID, refunded: hkd(2_000n), kept: hkd(10_850n) };
    expect(english({ ...FPS, money: given })).toBe(
      'Paid HK$128.50 with FPS; HK$20.00 refunded; HK$108.50 kept.',
    );
    expect(moneySentence({ ...FPS, money: given }, wordsFor('zh-HK'))).toBe(
      '以轉數快支付 HK$128.50；已退款 HK$20.00；實收 HK$108.50。',
    );
  });

  test('tells money on its way back from money that is back, and what a bank took', () => {
    const given = {
      ...PAID,
      refunding: hkd(1_000n),
      disputed: hkd(11_850n),
      kept: hkd(0n),
    };
    expect(english({ ...FPS, money: given })).toBe(
      'Paid HK$128.50 with FPS; HK$10.00 on its way back; ' +
        'HK$118.50 with the shopper’s bank in a dispute; HK$0.00 kept.',
    );
  });

  test('never calls paid what is not: nothing, a hold, a wrong amount', () => {
    const open = { ...FPS, status: 'requires_payment_method' } as const;
    expect(english({ ...open, money: NONE })).toBe('Nothing has come in.');
    expect(english({ ...FPS, status: 'processing', money: NONE })).toBe(
      'Nothing has come in yet, and the payment with FPS is not decided.',
    );
    const held = { ...NONE, held: hkd(12_850n) };
    expect(english({ ...FPS, paidWith: 'card', status: 'requires_capture', money: held })).toBe(
      'HK$128.50 is held with card and not taken yet.',
    );
    const short = { ...NONE, received: hkd(10_000n), kept: hkd(10_000n) };
    expect(english({ ...open, money: short })).toBe(
      'Received HK$100.00 with FPS, which is not the HK$128.50 due.',
    );
  });
});

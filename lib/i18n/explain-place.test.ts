import { describe, expect, it } from 'vitest';
import type { Explanation } from '#lib/ordering/explain-decision.ts';
import { explainPlace } from './explain-place.ts';
import { wordsFor } from './translator.ts';

/** A Thursday, 11 in the morning in Hong Kong. */
const NOW = Date.parse('2026-11-26T03:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;

const FPS: Explanation = {
  method: 'fps',
  place: 0,
  because: 'ranked',
  score: 0.4,
  topPropensity: 0.99,
  shoppers: {
    level: 'band',
    context: {
      region: 'HK',
      device: 'desktop',
      inApp: null,
      amountBand: 'medium',
      currency: 'HKD',
    },
  },
  counts: { chosen: 4_724, paid: 4_535, failed: 189 },
  sessions: 12_431,
  knownSinceMs: NOW - 2 * DAY_MS,
  chosenWhenFirst: 0.38,
  success: { mean: 0.96, low: 0.95, high: 0.97 },
  recovery: 0.4,
  downSinceMs: null,
  expectedPaid: 0.84,
  gainPoints: 1.9,
  policyId: 'paid-rate',
  decidedAtMs: NOW,
};

const english = (change: Partial<Explanation> = {}) =>
  explainPlace(wordsFor('en'), { ...FPS, ...change });
const chinese = (change: Partial<Explanation> = {}) =>
  explainPlace(wordsFor('zh-HK'), { ...FPS, ...change });
const of = (change: object): Pick<Explanation, 'shoppers'> => ({
  shoppers: { level: 'band', context: { ...FPS.shoppers.context, ...change } },
});

describe('why a method stands where it does, in words', () => {
  it('says for whom it is first, what they do, and what that is known by', () => {
    expect(english()).toBe(
      'FPS is first for desktop shoppers in Hong Kong paying HK$100–500: chosen by 38%, 96% of those pay; ' +
        '12,431 sessions; since Tuesday.',
    );
    expect(chinese()).toBe(
      '香港使用電腦支付 HK$100–500 的顧客會看到轉數快排在首位：38% 的顧客選用，當中 96% 成功付款；' +
        '12,431 次結帳；由星期二起計。',
    );
  });

  it('says of a lower place what it would be if it were first', () => {
    expect(english({ method: 'alipayhk', place: 1, chosenWhenFirst: 0.004, sessions: 1 })).toBe(
      'AlipayHK is 2nd for desktop shoppers in Hong Kong paying HK$100–500: would be chosen by 0.4% if it ' +
        'were first, 96% of those pay; 1 session; since Tuesday.',
    );
    expect(chinese({ method: 'payme', place: 2 })).toContain('會看到 PayMe 排第 3 位：若排在首位');
  });

  it('names no more of the shoppers than the evidence tells apart', () => {
    const { region, currency, device, inApp } = FPS.shoppers.context;
    const level = (name: Explanation['shoppers']['level'], context: object) => ({
      shoppers: { level: name, context },
    });
    expect(english(level('all', {}))).toContain('FPS is first for all shoppers: chosen by');
    expect(english(level('region', { region, currency }))).toContain(
      'for shoppers in Hong Kong paying in HKD:',
    );
    expect(english(level('device', { region, currency, device, inApp }))).toContain(
      'for desktop shoppers in Hong Kong paying in HKD:',
    );
    expect(chinese(level('device', { region, currency, device, inApp }))).toContain(
      '香港使用電腦以港元付款的顧客會看到',
    );
  });

  it.each([
    [{ amountBand: 'small' }, 'paying under HK$100:', '支付 HK$100 以下的顧客'],
    [{ amountBand: 'large' }, 'paying HK$500–2,000:', '支付 HK$500–2,000 的顧客'],
    [{ amountBand: 'very_large' }, 'paying HK$2,000 or more:', '支付 HK$2,000 或以上的顧客'],
    [{ currency: 'USD' }, 'paying about HK$100–500 in USD:', '支付約 HK$100–500（USD）的顧客'],
    [{ region: 'unknown' }, 'shoppers in an unknown region', '未知地區使用電腦'],
    [{ region: 'MO' }, 'shoppers in Macao', '澳門使用電腦'],
    [{ device: 'ios', inApp: 'wechat' }, 'iPhone (WeChat) shoppers', '使用 iPhone（微信）支付'],
    [{ device: 'android' }, 'Android shoppers', '使用 Android 手機支付'],
  ])('%j', (context, inEnglish, inChinese) => {
    expect(english(of(context))).toContain(inEnglish);
    expect(chinese(of(context))).toContain(inChinese);
  });

  it('says whose doing the place is where it is nobody’s choice', () => {
    expect(english({ because: 'pinned' })).toContain(': you gave it this place; chosen by 38%');
    expect(english({ because: 'explored' })).toContain(
      ': put first by chance, to learn more of it;',
    );
    expect(english({ because: 'merchants_order' })).toContain(': this is your own order;');
    expect(chinese({ because: 'pinned' })).toContain('：位置由你指定；');
    const down = {
      because: 'down',
      place: 3,
      downSinceMs: Date.parse('2026-11-26T02:40:00Z'),
    } as const;
    expect(english(down)).toContain(': not working since 26 Nov 2026, 10:40 am; would be');
    expect(chinese(down)).toContain('：自 2026年11月26日 上午10:40 起未能運作；');
    expect(english({ ...down, because: 'pinned' })).toContain('this place; not working since');
  });

  it('makes no figures of what is only assumed', () => {
    const nothing = {
      shoppers: { level: 'prior', context: {} },
      sessions: 0,
      knownSinceMs: null,
    } as const;
    expect(english(nothing)).toBe('FPS is first for all shoppers: nothing is known of it yet.');
    expect(chinese(nothing)).toBe('所有顧客會看到轉數快排在首位：暫時未有相關數據。');
  });

  it('has days within the week by their names, in Hong Kong', () => {
    // 23:30 of the evening before, and half an hour later.
    expect(english({ knownSinceMs: Date.parse('2026-11-25T15:30:00Z') })).toContain(
      'since Wednesday.',
    );
    expect(english({ knownSinceMs: Date.parse('2026-11-25T16:00:00Z') })).toContain('since today.');
    expect(english({ knownSinceMs: NOW - 6 * DAY_MS })).toContain('since Friday.');
    expect(english({ knownSinceMs: NOW - 7 * DAY_MS })).toContain('since 19 Nov 2026.');
    expect(chinese({ knownSinceMs: NOW - 7 * DAY_MS })).toContain('由 2026年11月19日起計。');
  });

  it('leaves out what the policy does not tell', () => {
    expect(english({ chosenWhenFirst: null })).toContain(': 96% of those who choose it pay;');
  });
});

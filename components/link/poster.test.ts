import { describe, expect, it } from 'vitest';
import type { LinkView } from '#lib/domain/link-view.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { SUMMARY, hkd } from '../checkout/fixtures/order.ts';
import { fitLines } from './fit-lines.ts';
import { posterSvg } from './poster.ts';

const view = (name: string): LinkView => ({
  code: 'a1B2c3D4e5F6',
  livemode: false,
  merchant: SUMMARY.merchant,
  standing: 'open',
  inactiveMessage: null,
  submitType: null,
  items: [
    {
      name,
      description: null,
      quantity: 1,
      unitAmount: hkd(38_000n),
      amountBounds: null,
      amountPreset: '',
      quantityBounds: null,
      quantityField: 'quantity_0',
    },
  ],
  total: hkd(38_000n),
  customFields: [],
});
const draw = (name: string) =>
  posterSvg({
    view: view(name),
    url: 'https://pay.example.hk/l/a1B2c3D4e5F6',
    words: [wordsFor('zh-HK'), wordsFor('en')],
  });

describe('a link’s poster', () => {
  it('says whose it is, what is paid for, and how, in both languages', () => {
    const svg = draw('手沖咖啡班');
    const said = ['海旁咖啡', 'Harbour Coffee Roasters', '掃碼付款', 'Scan to pay', '手沖咖啡班'];
    for (const text of [...said, 'HK$380.00', 'pay.example.hk/l/', 'Test mode']) {
      expect(svg).toContain(text);
    }
  });

  it('takes no markup and no control character from a merchant’s text', () => {
    const svg = draw('<script>alert(1)</script> & "x" \u0000\u001b');
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe('text of whatever length', () => {
  it('stays as large as it can, and no line is wider than its place', () => {
    expect(fitLines('茶', { width: 1000, size: 100, maxLines: 2 })).toEqual({
      lines: ['茶'],
      size: 100,
    });
    for (const text of [
      '品茶班'.repeat(40),
      'word '.repeat(60),
      'x'.repeat(300),
      '茶 tea '.repeat(30),
    ]) {
      const { lines, size } = fitLines(text, { width: 1740, size: 84, maxLines: 2 });
      expect(lines.length).toBeLessThanOrEqual(2);
      expect(lines.at(-1)).toMatch(/…$/);
      for (const line of lines) {
        const ems = [...line].reduce((sum, one) => sum + (one > '\u2e80' ? 1 : 0.6), 0);
        expect(ems * size).toBeLessThanOrEqual(1740);
      }
    }
  });
});

import type { Language } from './texts.ts';

export interface Product {
  readonly id: string;
  readonly name: Readonly<Record<Language, string>>;
  readonly note: Readonly<Record<Language, string>>;
  readonly size: Readonly<Record<Language, string>>;
  /** HKD minor units. */
  readonly priceMinor: number;
}

/** What the shop sells. Prices are the shop's; a cart only names products and quantities. */
export const PRODUCTS: readonly Product[] = [
  {
    id: 'tieguanyin',
    name: { 'zh-HK': '安溪鐵觀音', en: 'Tieguanyin oolong' },
    note: {
      'zh-HK': '清香型，蘭花香，回甘悠長。',
      en: 'Light roast, orchid on the nose, a long sweet finish.',
    },
    size: { 'zh-HK': '罐裝 100 克', en: '100 g tin' },
    priceMinor: 168_00,
  },
  {
    id: 'milk-tea',
    name: { 'zh-HK': '絲襪奶茶茶膽', en: 'Hong Kong milk tea blend' },
    note: {
      'zh-HK': '三款錫蘭茶拼配，撞奶夠濃夠滑。',
      en: 'Three Ceylons, blended strong enough for evaporated milk.',
    },
    size: { 'zh-HK': '袋裝 250 克', en: '250 g bag' },
    priceMinor: 128_50,
  },
  {
    id: 'jasmine',
    name: { 'zh-HK': '茉莉龍珠', en: 'Jasmine pearls' },
    note: {
      'zh-HK': '手揉綠茶，六窨一提，花香清雅。',
      en: 'Hand-rolled green tea, scented over six nights.',
    },
    size: { 'zh-HK': '罐裝 80 克', en: '80 g tin' },
    priceMinor: 98_00,
  },
  {
    id: 'puer',
    name: { 'zh-HK': '陳年普洱茶餅', en: 'Aged pu’er cake' },
    note: {
      'zh-HK': '2012 年勐海熟普，港倉陳化，醇厚順口。',
      en: 'Menghai 2012, aged in a Hong Kong warehouse. Round and earthy.',
    },
    size: { 'zh-HK': '茶餅 357 克', en: '357 g cake' },
    priceMinor: 420_00,
  },
  {
    id: 'lapsang',
    name: { 'zh-HK': '正山小種', en: 'Lapsang souchong' },
    note: {
      'zh-HK': '松煙香，桂圓甜，適合下雨天。',
      en: 'Pine smoke and dried longan, for rainy afternoons.',
    },
    size: { 'zh-HK': '袋裝 120 克', en: '120 g pouch' },
    priceMinor: 138_00,
  },
  {
    id: 'gaiwan',
    name: { 'zh-HK': '手繪青花蓋碗', en: 'Hand-painted gaiwan' },
    note: {
      'zh-HK': '薄胎白瓷，一蓋一碗一碟，150 毫升。',
      en: 'Thin white porcelain: lid, bowl and saucer, 150 ml.',
    },
    size: { 'zh-HK': '一套三件', en: 'Set of three' },
    priceMinor: 260_00,
  },
];

export function findProduct(id: string): Product | null {
  return PRODUCTS.find((product) => product.id === id) ?? null;
}

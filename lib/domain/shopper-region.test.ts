import { describe, expect, it } from 'vitest';
import { shopperRegion } from './shopper-region.ts';

describe('where a shopper is', () => {
  it.each([
    [{ country: 'hk', acceptLanguage: 'en-US' }, 'HK'],
    [{ country: null, acceptLanguage: 'zh-HK,zh;q=0.9,en;q=0.8' }, 'HK'],
    [{ country: null, acceptLanguage: 'zh-Hant-TW,en' }, 'TW'],
    // The first language that names one.
    [{ country: null, acceptLanguage: 'en, zh-MO;q=0.9' }, 'MO'],
    // What proxies write for what they cannot tell.
    [{ country: 'XX', acceptLanguage: 'en-GB' }, 'GB'],
    [{ country: 'T1', acceptLanguage: null }, null],
    [{ country: "HK'; drop", acceptLanguage: 'en' }, null],
    [{ country: null, acceptLanguage: 'zh-Hant' }, null],
    // Two letters that are nowhere, of which somebody could send hundreds.
    [{ country: 'QQ', acceptLanguage: 'zz-ZQ,en-AA;q=0.9,zh-HK;q=0.8' }, 'HK'],
    [{ country: null, acceptLanguage: 'en-QZ' }, null],
    [{ country: null, acceptLanguage: null }, null],
  ])('%o: %s', (facts, region) => {
    expect(shopperRegion(facts)).toBe(region);
  });
});

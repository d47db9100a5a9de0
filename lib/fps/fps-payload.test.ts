import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money } from '#lib/domain/money.ts';
import { crc16 } from './crc16.ts';
import { decodeFpsPayload } from './decode-fps-payload.ts';
import { encodeFpsPayload } from './encode-fps-payload.ts';
import vectors from './fixtures/fps-qr-vectors.json' with { type: 'json' };
import type { FpsPayload, FpsProxy } from './fps-payload.ts';
import { FpsPayloadError } from './fps-payload-error.ts';

/** A code as the tests vary it. */
const BASE: FpsPayload = {
  initiation: 'dynamic',
  proxy: { kind: 'fps_id', value: '1234567', clearingCode: null },
  timeOut: null,
  amountEditable: false,
  categoryCode: '0000',
  currency: 'HKD',
  amount: money(12_850n, 'HKD'),
  payeeName: 'HARBOUR TEA',
  payeeCity: 'HK',
  chinese: null,
  additional: { reference: 'HKCO-000123' },
};

/** The tag a text is refused for; null when it is taken. Anything but our own error is thrown on. */
function refusedTag(text: string): string | null {
  try {
    decodeFpsPayload(text);
    return null;
  } catch (error) {
    if (error instanceof FpsPayloadError) return error.tag;
    throw error;
  }
}

/** A payload whose checksum is right, whatever else is wrong with it. */
function signed(body: string): string {
  return `${body}6304${crc16(`${body}6304`)}`;
}

const element = (id: string, value: string) =>
  `${id}${String(Array.from(value).length).padStart(2, '0')}${value}`;

const ACCOUNT = element('26', element('00', 'hk.com.hkicl') + element('02', '1234567'));

describe('published vectors', () => {
  it.each(vectors.cases)('$source', ({ payload, valid }) => {
    expect(refusedTag(payload)).toBe(valid ? null : '63');
    // What is read can be told again: the same payload, in our spelling of amounts.
    const longId = payload.includes('021299999999');
    if (!valid || longId) return;
    const read = decodeFpsPayload(payload);
    expect(decodeFpsPayload(encodeFpsPayload(read))).toEqual(read);
  });

  it('computes the checksums of the specification', () => {
    expect(crc16('123456789')).toBe('29B1');
    // EMVCo's own bilingual sample: lengths in characters, checksum over bytes.
    expect(element('64', '0002ZH0104最佳运输0202北京')).toBe('64200002ZH0104最佳运输0202北京');
  });

  it('writes the dynamic and the bilingual vector byte for byte', () => {
    expect(encodeFpsPayload(BASE)).toBe(vectors.cases[5]?.payload);
    expect(
      encodeFpsPayload({
        ...BASE,
        timeOut: '261231155959',
        categoryCode: '5499',
        amount: money(8_800n, 'HKD'),
        payeeCity: 'HONG KONG',
        additional: { billNumber: 'INV0001' },
        chinese: { name: '港灣茶行', city: '香港' },
      }),
    ).toBe(vectors.cases[7]?.payload);
  });

  it('reads the identifier of FPS in either case and writes it in lower case', () => {
    const upper = signed(
      `000201010212${element('26', element('00', 'HK.COM.HKICL') + element('02', '1234567'))}` +
        '52040000530334454041.005802HK5902NA6002HK',
    );
    expect(encodeFpsPayload(decodeFpsPayload(upper))).toContain('hk.com.hkicl');
  });

  it('counts a character outside the BMP once', () => {
    const payload = { ...BASE, chinese: { name: '𨋢茶', city: null } };
    expect(encodeFpsPayload(payload)).toContain('64120002ZH0102𨋢茶');
    expect(decodeFpsPayload(encodeFpsPayload(payload))).toEqual(payload);
  });
});

describe('what is no FPS code is refused, by the tag at fault', () => {
  const rest = '5204000053033445802HK5902NA6002HK';
  it.each([
    ['nothing', '', '00'],
    ['another format', 'https://example.hk/pay', '00'],
    ['a version of the future', signed(`000202010212${ACCOUNT}${rest}`), '00'],
    ['a stale checksum', `000201010212${ACCOUNT}${rest}630484E1`, '63'],
    ['a checksum in lower case', (vectors.cases[5]?.payload ?? '').replace(/.{4}$/, '73e4'), '63'],
    ['no checksum', `000201010212${ACCOUNT}${rest}`, '63'],
    ['something after the checksum', `${vectors.cases[5]?.payload ?? ''} `, '63'],
    ['an unknown initiation', signed(`000201010213${ACCOUNT}${rest}`), '01'],
    ['no initiation', signed(`000201${ACCOUNT}${rest}`), '01'],
    ['no FPS', signed(`000201010212${rest}`), '26'],
    [
      'another scheme in tag 26',
      signed(`000201010212${element('26', element('00', 'sg.paynow') + '02071234567')}${rest}`),
      '26.00',
    ],
    [
      'nobody to pay',
      signed(`000201010212${element('26', element('00', 'hk.com.hkicl'))}${rest}`),
      '26',
    ],
    [
      'two payees',
      signed(
        `000201010212${element('26', `0012hk.com.hkicl02071234567${element('04', 'a@b.hk')}`)}${rest}`,
      ),
      '26',
    ],
    [
      'letters in an identifier',
      signed(`000201010212${element('26', '0012hk.com.hkicl0207123456A')}${rest}`),
      '26.02',
    ],
    [
      'a mobile number without its country',
      signed(`000201010212${element('26', '0012hk.com.hkicl030867891234')}${rest}`),
      '26.03',
    ],
    [
      'a clearing code of two digits',
      signed(`000201010212${element('26', '0012hk.com.hkicl01020402071234567')}${rest}`),
      '26.01',
    ],
    [
      'a template cut short',
      signed(`000201010212${element('26', '0012hk.com.hkicl0209123456')}${rest}`),
      '26.02',
    ],
    ['a tag that comes twice', signed(`000201010212${ACCOUNT}${rest}5802HK`), '58'],
    ['an empty value', signed(`000201010212${ACCOUNT}5400${rest}`), '54'],
    ['another currency', signed(`000201010212${ACCOUNT}${rest.replace('344', '840')}`), '53'],
    ['another country', signed(`000201010212${ACCOUNT}${rest.replace('HK5902', 'SG5902')}`), '58'],
    ['no amount at all in words', signed(`000201010212${ACCOUNT}5403abc${rest}`), '54'],
    ['nothing to pay', signed(`000201010212${ACCOUNT}54040.00${rest}`), '54'],
    ['a third decimal', signed(`000201010212${ACCOUNT}54051.005${rest}`), '54'],
    [
      'Chinese outside its tag',
      signed(`000201010212${ACCOUNT}${rest.replace('NA', '茶行')}`),
      '59',
    ],
    [
      'a name that is too long',
      signed(`000201010212${ACCOUNT}5204000053033445802HK5926${'A'.repeat(26)}6002HK`),
      '59',
    ],
    [
      'a reference that is too long',
      signed(`000201010212${ACCOUNT}${rest}6230${element('05', 'A'.repeat(26))}`),
      '62.05',
    ],
    [
      'too long a code',
      signed(`000201010212${ACCOUNT}${rest}${'8099'.padEnd(103, 'x').repeat(5)}`),
      '63',
    ],
  ])('%s', (_what, text, tag) => {
    expect(refusedTag(text)).toBe(tag);
  });
});

describe('what no code can say is not written', () => {
  it.each<[string, Partial<FpsPayload>, string]>([
    ['an identifier of 8 digits', { proxy: { ...BASE.proxy, value: '12345678' } }, '26.02'],
    ['a clearing code of letters', { proxy: { ...BASE.proxy, clearingCode: 'ABC' } }, '26.01'],
    ['a name in Chinese', { payeeName: '港灣茶行' }, '59'],
    ['NA for a name', { payeeName: 'NA' }, '59'],
    ['a name of 26', { payeeName: 'A'.repeat(26) }, '59'],
    ['nothing to pay', { amount: money(0n, 'HKD') }, '54'],
    ['an amount of the other currency', { amount: money(1n, 'CNY') }, '54'],
    ['a reference of 26', { additional: { reference: 'A'.repeat(26) } }, '62.05'],
    ['half a character', { chinese: { name: '\ud862', city: null } }, '64.01'],
  ])('%s', (_what, change, tag) => {
    const write = () => encodeFpsPayload({ ...BASE, ...change });
    expect(write).toThrow(FpsPayloadError);
    expect(write).toThrow(`Tag ${tag}:`);
  });
});

const plain = (maxLength: number) =>
  fc.stringMatching(/^[\x21-\x7e][\x20-\x7e]*$/, { maxLength }).map((text) => {
    const trimmed = text.slice(0, maxLength).trim();
    return trimmed === '' || trimmed === 'NA' ? 'X' : trimmed;
  });
const digits = (length: number) =>
  fc.stringMatching(new RegExp(`^\\d{${length}}$`)).map((text) => text.slice(0, length));
const han = (maxLength: number) =>
  fc
    .array(fc.constantFrom('港', '灣', '行', '𨋢', '香', 'A', ' '), { minLength: 1, maxLength })
    .map((characters) => `茶${characters.slice(1).join('')}`);

const proxy: fc.Arbitrary<FpsProxy> = fc
  .record({
    kind: fc.constantFrom('fps_id', 'mobile', 'email' as const),
    id: fc.oneof(digits(7), digits(9)),
    mobile: digits(8),
    mail: fc.stringMatching(/^[a-z]{1,10}$/),
    clearingCode: fc.option(digits(3)),
  })
  .map(({ kind, id, mobile, mail, clearingCode }) => ({
    kind,
    value: { fps_id: id, mobile: `+852-${mobile}`, email: `${mail}@tea.example.hk` }[kind],
    clearingCode,
  }));

const payload: fc.Arbitrary<FpsPayload> = fc
  .record({
    initiation: fc.constantFrom('static', 'dynamic' as const),
    proxy,
    timeOut: fc.option(digits(12)),
    amountEditable: fc.boolean(),
    categoryCode: digits(4),
    currency: fc.constantFrom('HKD', 'CNY' as const),
    minor: fc.option(fc.bigInt({ min: 1n, max: 999_999_999_999n })),
    payeeName: fc.option(plain(25)),
    payeeCity: plain(15),
    chinese: fc.option(fc.record({ name: han(25), city: fc.option(han(15)) })),
    // Three of them at their longest still fit in the template's 99.
    additional: fc.record(
      { billNumber: plain(25), reference: plain(25), terminalLabel: plain(25) },
      { requiredKeys: [] },
    ),
  })
  .map(({ minor, ...rest }) => ({
    ...rest,
    amount: minor === null ? null : money(minor, rest.currency),
  }));

describe('for any payload', () => {
  it('reading what was written gives it back', () => {
    fc.assert(
      fc.property(payload, (value) => {
        expect(decodeFpsPayload(encodeFpsPayload(value))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('any one character changed for another is refused', () => {
    const ascii = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(payload, fc.nat(), ascii, (value, at, replacement) => {
        const characters = Array.from(encodeFpsPayload(value));
        const place = at % characters.length;
        // A checksum of 16 bits is sure to notice a change of up to two bytes.
        fc.pre(characters[place] !== replacement && (characters[place] ?? '') <= '~');
        expect(refusedTag(characters.with(place, replacement).join(''))).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('a character left out or doubled is refused', () => {
    fc.assert(
      fc.property(payload, fc.nat(), fc.boolean(), (value, at, doubled) => {
        const characters = Array.from(encodeFpsPayload(value));
        const place = at % characters.length;
        characters.splice(place, doubled ? 0 : 1, ...(doubled ? [characters[place] ?? ''] : []));
        // Whole elements still have to add up to what their lengths say.
        expect(refusedTag(characters.join(''))).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('whatever text comes, nothing but the reason is thrown', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.string({ unit: 'binary', maxLength: 200 }).map((body) => signed(`000201${body}`)),
      fc.stringMatching(/^(?:\d{2}0[0-9][ -~]{0,9}){0,20}$/).map((body) => signed(`000201${body}`)),
    );
    fc.assert(
      fc.property(text, (value) => {
        refusedTag(value);
      }),
      { numRuns: 1_000 },
    );
  });
});

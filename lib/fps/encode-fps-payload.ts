import { isZero, toMajorString } from '#lib/domain/money.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { crc16 } from './crc16.ts';
import { encodeElements } from './emv-elements.ts';
import {
  ADDITIONAL_TAGS,
  CATEGORY_CODE_PATTERN,
  CLEARING_CODE_PATTERN,
  FPS_CURRENCY_NUMBERS,
  FPS_EMAIL_PATTERN,
  FPS_GUID,
  FPS_ID_PATTERN,
  FPS_MOBILE_PATTERN,
  type FpsPayload,
  type FpsProxy,
  MAX_ADDITIONAL_LENGTH,
  MAX_CITY_LENGTH,
  MAX_PAYEE_NAME_LENGTH,
  MAX_PAYLOAD_LENGTH,
  PLAIN_TEXT_PATTERN,
  PROXY_TAGS,
  TIME_OUT_PATTERN,
} from './fps-payload.ts';
import { FpsPayloadError } from './fps-payload-error.ts';

const MAX_AMOUNT_LENGTH = 13;

/**
 * The text of an FPS payment code, for a QR code to carry. Reading it gives the payload again. Throws
 * FpsPayloadError naming the tag of what no code can say.
 */
export function encodeFpsPayload(payload: FpsPayload): string {
  const open = `${encodeElements([
    ['00', '01'],
    ['01', payload.initiation === 'static' ? '11' : '12'],
    ['26', accountTemplate(payload)],
    ['52', matching('52', payload.categoryCode, CATEGORY_CODE_PATTERN, 'must be four digits')],
    ['53', FPS_CURRENCY_NUMBERS[payload.currency]],
    ['54', amountText(payload)],
    ['58', 'HK'],
    ['59', payload.payeeName === null ? 'NA' : payeeName(payload.payeeName)],
    ['60', plainText('60', payload.payeeCity, MAX_CITY_LENGTH)],
    ['62', additionalTemplate(payload)],
    ['64', chineseTemplate(payload)],
  ])}6304`;
  const text = `${open}${crc16(open)}`;
  if (Array.from(text).length > MAX_PAYLOAD_LENGTH) {
    throw new FpsPayloadError('63', `ends a code of more than ${MAX_PAYLOAD_LENGTH} characters`);
  }
  return text;
}

function accountTemplate({ proxy, timeOut, amountEditable }: FpsPayload): string {
  return encodeElements(
    [
      ['00', FPS_GUID],
      [
        '01',
        proxy.clearingCode === null
          ? null
          : matching('26.01', proxy.clearingCode, CLEARING_CODE_PATTERN, 'must be three digits'),
      ],
      [PROXY_TAGS[proxy.kind], proxyText(proxy)],
      [
        '05',
        timeOut === null ? null : matching('26.05', timeOut, TIME_OUT_PATTERN, 'must be 12 digits'),
      ],
      ['06', amountEditable ? '1' : null],
    ],
    '26',
  );
}

function proxyText({ kind, value }: FpsProxy): string {
  const tag = `26.${PROXY_TAGS[kind]}`;
  switch (kind) {
    case 'fps_id':
      return matching(tag, value, FPS_ID_PATTERN, 'must be 7 or 9 digits');
    case 'mobile':
      return matching(tag, value, FPS_MOBILE_PATTERN, 'must be +852- and 8 digits');
    case 'email':
      return matching(tag, value, FPS_EMAIL_PATTERN, 'must be an address of at most 34 characters');
    default:
      return unreachable(kind);
  }
}

/** Two decimals, always: `500.00`. */
function amountText({ amount, currency }: FpsPayload): string | null {
  if (amount === null) return null;
  if (amount.currency !== currency) throw new FpsPayloadError('54', `is not in ${currency}`);
  const text = toMajorString(amount);
  if (isZero(amount) || amount.amountMinor < 0n)
    throw new FpsPayloadError('54', 'must be positive');
  if (text.length > MAX_AMOUNT_LENGTH) {
    throw new FpsPayloadError('54', `is longer than ${MAX_AMOUNT_LENGTH}`);
  }
  return text;
}

/** `NA` is how a code says that it names nobody. */
function payeeName(name: string): string {
  if (name === 'NA') throw new FpsPayloadError('59', 'cannot be NA, which stands for no name');
  return plainText('59', name, MAX_PAYEE_NAME_LENGTH);
}

function additionalTemplate({ additional }: FpsPayload): string | null {
  const elements = Object.entries(ADDITIONAL_TAGS).map(([field, tag]) => {
    const value = additional[field as keyof typeof ADDITIONAL_TAGS]; // a key of the table above
    return [
      tag,
      value === undefined ? null : plainText(`62.${tag}`, value, MAX_ADDITIONAL_LENGTH),
    ] as const;
  });
  const text = encodeElements(elements, '62');
  return text === '' ? null : text;
}

function chineseTemplate({ chinese }: FpsPayload): string | null {
  if (chinese === null) return null;
  return encodeElements(
    [
      ['00', 'ZH'],
      ['01', chineseText('64.01', chinese.name, MAX_PAYEE_NAME_LENGTH)],
      ['02', chinese.city === null ? null : chineseText('64.02', chinese.city, MAX_CITY_LENGTH)],
    ],
    '64',
  );
}

function matching(tag: string, value: string, pattern: RegExp, problem: string): string {
  if (!pattern.test(value)) throw new FpsPayloadError(tag, problem);
  return value;
}

function plainText(tag: string, value: string, maxLength: number): string {
  if (value.length > maxLength) throw new FpsPayloadError(tag, `is longer than ${maxLength}`);
  return matching(tag, value, PLAIN_TEXT_PATTERN, 'must be plain ASCII text');
}

function chineseText(tag: string, value: string, maxLength: number): string {
  if (!value.isWellFormed()) throw new FpsPayloadError(tag, 'has half a character');
  if (value.trim() === '') throw new FpsPayloadError(tag, 'has no value');
  if (Array.from(value).length > maxLength) {
    throw new FpsPayloadError(tag, `is longer than ${maxLength}`);
  }
  return value;
}

import { type Money, fromMajor } from '#lib/domain/money.ts';
import { crc16 } from './crc16.ts';
import { decodeElements } from './emv-elements.ts';
import {
  ADDITIONAL_TAGS,
  CATEGORY_CODE_PATTERN,
  CLEARING_CODE_PATTERN,
  FPS_CURRENCY_NUMBERS,
  FPS_GUID,
  FPS_MOBILE_PATTERN,
  type FpsAdditionalData,
  type FpsCurrency,
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

type Elements = ReadonlyMap<string, string>;

const MAX_DECODED_ID_LENGTH = 34;

/**
 * Reads the text of an FPS payment code, strictly: checksum, lengths, every field that it knows. Tags
 * that it does not know (card schemes, other payment systems, proprietary ones) are skipped, as EMVCo
 * asks of readers. Throws FpsPayloadError naming the tag at fault, and nothing else.
 */
export function decodeFpsPayload(text: string): FpsPayload {
  if (text.length > MAX_PAYLOAD_LENGTH * 2 || Array.from(text).length > MAX_PAYLOAD_LENGTH) {
    throw new FpsPayloadError('63', `ends a code of more than ${MAX_PAYLOAD_LENGTH} characters`);
  }
  if (!text.startsWith('000201')) throw new FpsPayloadError('00', 'must come first, and be 01');
  checkCrc(text);
  const root = decodeElements(text);
  if ([...root.keys()].at(-1) !== '63') throw new FpsPayloadError('63', 'must come last');
  const account = decodeElements(needed(root, '26'), '26');
  if (needed(account, '00', '26').toLowerCase() !== FPS_GUID) {
    throw new FpsPayloadError('26.00', `must be ${FPS_GUID}`);
  }
  if (needed(root, '58') !== 'HK') throw new FpsPayloadError('58', 'must be HK');
  const currency = readCurrency(needed(root, '53'));
  const name = plainText('59', needed(root, '59'), MAX_PAYEE_NAME_LENGTH);
  return {
    initiation: readInitiation(needed(root, '01')),
    proxy: readProxy(account),
    timeOut: optional(account, '05', '26', TIME_OUT_PATTERN, 'must be 12 digits'),
    amountEditable: optional(account, '06', '26', /^[01]$/, 'must be 0 or 1') === '1',
    categoryCode: matching('52', needed(root, '52'), CATEGORY_CODE_PATTERN, 'must be four digits'),
    currency,
    amount: readAmount(root, currency),
    payeeName: name === 'NA' ? null : name,
    payeeCity: plainText('60', needed(root, '60'), MAX_CITY_LENGTH),
    chinese: readChinese(root),
    additional: readAdditional(root),
  };
}

/** Over everything up to and including its own tag and length. */
function checkCrc(text: string): void {
  const body = text.slice(0, -4);
  if (!body.endsWith('6304')) throw new FpsPayloadError('63', 'must come last, with four digits');
  if (!text.isWellFormed()) throw new FpsPayloadError('63', 'ends a code with half a character');
  if (crc16(body) !== text.slice(-4))
    throw new FpsPayloadError('63', 'is not this code’s checksum');
}

function readInitiation(value: string): FpsPayload['initiation'] {
  if (value === '11') return 'static';
  if (value === '12') return 'dynamic';
  throw new FpsPayloadError('01', 'must be 11 or 12');
}

function readCurrency(value: string): FpsCurrency {
  if (value === FPS_CURRENCY_NUMBERS.HKD) return 'HKD';
  if (value === FPS_CURRENCY_NUMBERS.CNY) return 'CNY';
  throw new FpsPayloadError('53', 'must be 344 or 156');
}

/** Identifiers are read as long as implementations write them; new ones have 7 or 9 digits. */
function readProxy(account: Elements): FpsProxy {
  const clearingCode = optional(account, '01', '26', CLEARING_CODE_PATTERN, 'must be three digits');
  const fpsId = account.get(PROXY_TAGS.fps_id);
  const mobile = account.get(PROXY_TAGS.mobile);
  const email = account.get(PROXY_TAGS.email);
  if ([fpsId, mobile, email].filter((value) => value !== undefined).length !== 1) {
    throw new FpsPayloadError('26', 'must name the payee once: by 02, 03 or 04');
  }
  if (fpsId !== undefined) {
    const digits = new RegExp(`^\\d{1,${MAX_DECODED_ID_LENGTH}}$`);
    return {
      kind: 'fps_id',
      value: matching('26.02', fpsId, digits, 'must be digits'),
      clearingCode,
    };
  }
  if (mobile !== undefined) {
    const problem = 'must be +852- and 8 digits';
    const value = matching('26.03', mobile, FPS_MOBILE_PATTERN, problem);
    return { kind: 'mobile', value, clearingCode };
  }
  const address = /^[\x21-\x3f\x41-\x7e]+@[\x21-\x3f\x41-\x7e]+$/;
  const value = matching('26.04', email ?? '', address, 'must be an email address');
  return { kind: 'email', value, clearingCode };
}

function readAmount(root: Elements, currency: FpsCurrency): Money | null {
  const text = optional(root, '54', null, /^\d{1,10}(?:\.\d{1,2})?$/, 'must be an amount');
  if (text === null) return null;
  const amount = fromMajor(text, currency);
  if (amount === null || amount.amountMinor <= 0n) {
    throw new FpsPayloadError('54', 'must be positive');
  }
  return amount;
}

function readChinese(root: Elements): FpsPayload['chinese'] {
  const value = root.get('64');
  if (value === undefined) return null;
  const template = decodeElements(value, '64');
  const language = matching(
    '64.00',
    needed(template, '00', '64'),
    /^[A-Za-z]{2}$/,
    'must be letters',
  );
  const name = within('64.01', needed(template, '01', '64'), MAX_PAYEE_NAME_LENGTH);
  const city = template.get('02');
  const cityText = city === undefined ? null : within('64.02', city, MAX_CITY_LENGTH);
  return language.toUpperCase() === 'ZH' ? { name, city: cityText } : null;
}

function readAdditional(root: Elements): FpsAdditionalData {
  const value = root.get('62');
  if (value === undefined) return {};
  const template = decodeElements(value, '62');
  return Object.fromEntries(
    Object.entries(ADDITIONAL_TAGS).flatMap(([field, tag]) => {
      const text = template.get(tag);
      if (text === undefined) return [];
      return [[field, plainText(`62.${tag}`, text, MAX_ADDITIONAL_LENGTH)]];
    }),
  );
}

function needed(elements: Elements, id: string, template?: string): string {
  const value = elements.get(id);
  if (value !== undefined) return value;
  throw new FpsPayloadError(template === undefined ? id : `${template}.${id}`, 'is missing');
}

function optional(
  elements: Elements,
  id: string,
  template: string | null,
  pattern: RegExp,
  problem: string,
): string | null {
  const value = elements.get(id);
  if (value === undefined) return null;
  return matching(template === null ? id : `${template}.${id}`, value, pattern, problem);
}

function matching(tag: string, value: string, pattern: RegExp, problem: string): string {
  if (!pattern.test(value)) throw new FpsPayloadError(tag, problem);
  return value;
}

function plainText(tag: string, value: string, maxLength: number): string {
  return matching(tag, within(tag, value, maxLength), PLAIN_TEXT_PATTERN, 'must be plain ASCII');
}

function within(tag: string, value: string, maxLength: number): string {
  if (Array.from(value).length > maxLength) {
    throw new FpsPayloadError(tag, `is longer than ${maxLength}`);
  }
  return value;
}

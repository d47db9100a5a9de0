import { decodeElements, decodePayload } from '../core/emv-qr.ts';

/** What a bank reads out of an FPS payment code. */
export interface FpsRequest {
  /** FPS Identifier, or null when the code names the payee by mobile number or email. */
  readonly fpsId: string | null;
  /** The identifier, mobile number or email as written in the code. */
  readonly proxy: string;
  readonly payeeName: string;
  readonly currency: 'HKD' | 'CNY';
  /** Minor units; null when the payer types the amount. */
  readonly amountMinor: number | null;
  /** The payer may change the amount (26.06, or no amount at all). */
  readonly amountEditable: boolean;
  readonly reference: string | null;
  /** Tag 26.05, read as UTC; null when absent. Only shown: the payee decides about late money. */
  readonly expiresAt: Date | null;
}

const CURRENCIES: Readonly<Record<string, 'HKD' | 'CNY'>> = { '344': 'HKD', '156': 'CNY' };

/** Reads an FPS payload; null when it is not one, or its checksum, lengths or fields are wrong. */
export function readFpsRequest(payload: string): FpsRequest | null {
  const fields = decodePayload(payload);
  const template = decodeElements(fields?.get('26') ?? '');
  if (fields === null || template?.get('00')?.toLowerCase() !== 'hk.com.hkicl') return null;
  const fpsId = template.get('02') ?? null;
  const proxy = fpsId ?? template.get('03') ?? template.get('04');
  const currency = CURRENCIES[fields.get('53') ?? ''];
  const amountMinor = readAmount(fields.get('54'));
  if (proxy === undefined || currency === undefined || amountMinor === undefined) return null;
  const additional = decodeElements(fields.get('62') ?? '');
  const chineseName = decodeElements(fields.get('64') ?? '')?.get('01');
  const name = fields.get('59');
  return {
    fpsId,
    proxy,
    payeeName: chineseName ?? (name === undefined || name === 'NA' ? proxy : name),
    currency,
    amountMinor,
    amountEditable: amountMinor === null || template.get('06') === '1',
    reference: additional?.get('01') ?? additional?.get('05') ?? null,
    expiresAt: readExpiry(template.get('05')),
  };
}

/** Null: no amount in the code. Undefined: an amount that is not one. */
function readAmount(value: string | undefined): number | null | undefined {
  if (value === undefined) return null;
  const match = /^(\d{1,10})(?:\.(\d{0,2}))?$/.exec(value);
  if (match === null) return undefined;
  const minor = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return minor > 0 ? minor : undefined;
}

function readExpiry(value: string | undefined): Date | null {
  const match = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(value ?? '');
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  const at = new Date(`20${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at.getTime()) ? null : at;
}

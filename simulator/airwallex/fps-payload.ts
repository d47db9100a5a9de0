import { encodeElements, encodePayload } from '../core/emv-qr.ts';

/** The payee that an FPS payer sees for every Airwallex merchant; 25 characters, tag 59's limit. */
export const FPS_PAYEE_NAME = 'Airwallex (Hong Kong) Ltd';
/** Made up for the simulator; the real identifier is the provider's own. */
export const FPS_PAYEE_ID = '1084720';

export interface FpsPayloadInput {
  /** Already formatted, two decimals. */
  readonly amount: string;
  readonly currency: 'HKD' | 'CNY';
  /** Bill number (62.01), at most 25 characters. */
  readonly billNumber: string;
  readonly expiresAt: Date;
}

const NUMERIC_CURRENCY = { HKD: '344', CNY: '156' } as const;

/**
 * The QR payload of one FPS payment session: dynamic (`12`), amount fixed (no 26.06), time-out in
 * 26.05 in UTC as the provider's published sample has it.
 */
export function encodeFpsPayload(input: FpsPayloadInput): string {
  return encodePayload([
    ['00', '01'],
    ['01', '12'],
    [
      '26',
      encodeElements([
        ['00', 'hk.com.hkicl'],
        ['02', FPS_PAYEE_ID],
        ['05', compactUtc(input.expiresAt)],
      ]),
    ],
    ['52', '0000'],
    ['53', NUMERIC_CURRENCY[input.currency]],
    ['54', input.amount],
    ['58', 'HK'],
    ['59', FPS_PAYEE_NAME],
    ['60', 'HK'],
    ['62', encodeElements([['01', input.billNumber]])],
  ]);
}

/** `YYMMDDhhmmss` in UTC. */
function compactUtc(at: Date): string {
  return at.toISOString().replace(/\D/g, '').slice(2, 14);
}

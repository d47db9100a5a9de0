import { z } from 'zod';
import { type Money, MAX_AMOUNT_MINOR, money } from '#lib/domain/money.ts';
import { integer, text } from './param-schemas.ts';

/** What is told of money that moved between banks: in minor units, and under the bank's own name. */
export const transferParams = {
  amount: integer(1, Number(MAX_AMOUNT_MINOR)),
  currency: z
    .string()
    .meta({ enum: ['hkd', 'cny'] })
    .transform((code) => code.toUpperCase())
    .pipe(z.enum(['HKD', 'CNY'], 'must be hkd or cny')),
  bank_reference: text(100),
};

/** Seconds since 1970; the end of the century is far enough. */
export const unixTime = integer(0, 4_102_444_800);

export function transferAmount(params: { amount: number; currency: 'HKD' | 'CNY' }): Money {
  return money(BigInt(params.amount), params.currency);
}

/** A time that was given, or now. */
export function timeOr(seconds: number | undefined, now: Date): Date {
  return seconds === undefined ? now : new Date(seconds * 1000);
}

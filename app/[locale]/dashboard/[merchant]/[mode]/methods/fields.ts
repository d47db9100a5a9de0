import { z } from 'zod';
import { LISTED_METHOD_IDS, METHOD_IDS } from '#lib/domain/method-id.ts';
import { MAX_PUBLIC_REASON_LENGTH, PUBLIC_REASON } from '#lib/domain/method-setting.ts';
import { fromMajor } from '#lib/domain/money.ts';

/** Fields that forms about methods send. What a person typed wrong is read as a problem and not refused whole. */

export const methodField = z.enum(METHOD_IDS);
export const listedMethodField = z.enum(LISTED_METHOD_IDS);
export const versionField = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
export const seenField = z.string().max(200);
export const typedField = z.string().max(2_000).default('');

/** A line of text to shoppers: null for none, undefined for what cannot be shown as it is. */
export function readReason(typed: string): string | null | undefined {
  const text = typed.trim();
  if (text === '') return null;
  return text.length <= MAX_PUBLIC_REASON_LENGTH && PUBLIC_REASON.test(text) ? text : undefined;
}

/** An amount in Hong Kong dollars, in minor units: null for none. */
export function readAmount(typed: string): bigint | null | 'wrong' {
  if (typed.trim() === '') return null;
  const amount = fromMajor(typed.replaceAll(',', ''), 'HKD');
  return amount === null || amount.amountMinor < 1n ? 'wrong' : amount.amountMinor;
}

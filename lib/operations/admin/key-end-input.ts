import { AdminInputError } from './admin-input.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** `2027-01-31`, or a moment with its offset: `2027-01-31T18:00:00+08:00`. */
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Dates without a time are the end of that day in Hong Kong, which has no summer time. */
const HONG_KONG_OFFSET_MS = 8 * 60 * 60 * 1000;

/** When an operator wants a key to end. Throws AdminInputError when it is no moment to come. */
export function readKeyEnd(text: string, now: Date): Date {
  const parsed = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(parsed)) {
    throw new AdminInputError(
      'expires: must be a date (2027-01-31) or a time with its offset (2027-01-31T18:00:00+08:00)',
    );
  }
  const end = new Date(text.includes('T') ? parsed : parsed - HONG_KONG_OFFSET_MS + DAY_MS);
  if (end <= now) throw new AdminInputError('expires: must be in the future');
  return end;
}

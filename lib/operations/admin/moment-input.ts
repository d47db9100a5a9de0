import { AdminInputError } from './admin-input.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** `2027-01-31`, or a moment with its offset: `2027-01-31T18:00:00+08:00`. */
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Dates without a time are days in Hong Kong, which has no summer time. */
const HONG_KONG_OFFSET_MS = 8 * 60 * 60 * 1000;

/**
 * A moment as an operator writes it. A date without a time is its day's beginning or end, in Hong Kong.
 * Throws AdminInputError, naming `field`, when it is none.
 */
export function readMoment(text: string, field: string, edge: 'start' | 'end'): Date {
  const parsed = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(parsed)) {
    throw new AdminInputError(
      `${field}: must be a date (2027-01-31) or a time with its offset (2027-01-31T18:00:00+08:00)`,
    );
  }
  if (text.includes('T')) return new Date(parsed);
  return new Date(parsed - HONG_KONG_OFFSET_MS + (edge === 'end' ? DAY_MS : 0));
}

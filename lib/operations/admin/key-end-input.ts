import { AdminInputError } from './admin-input.ts';
import { readMoment } from './moment-input.ts';

/** When an operator wants a key to end. Throws AdminInputError when it is no moment to come. */
export function readKeyEnd(text: string, now: Date): Date {
  const end = readMoment(text, 'expires', 'end');
  if (end <= now) throw new AdminInputError('expires: must be in the future');
  return end;
}

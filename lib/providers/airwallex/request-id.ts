import { createHash } from 'node:crypto';

/** Airwallex's bound on `request_id`. */
const MAX_LENGTH = 64;

/** The `request_id` of one step of an attempt: the same whenever the step is repeated. */
export function requestId(idempotencyKey: string, step: string): string {
  const plain = `${idempotencyKey}:${step}`;
  return plain.length <= MAX_LENGTH ? plain : createHash('sha256').update(plain).digest('hex');
}

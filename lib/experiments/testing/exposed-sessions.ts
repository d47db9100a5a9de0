import { money } from '#lib/domain/money.ts';
import { type ExposedSession, MATURITY_MS } from '../exposed-session.ts';

export const EXPOSED_AT = new Date('2026-12-01T04:00:00Z');
/** When a session that was exposed at `EXPOSED_AT` has been over for long. */
export const MUCH_LATER = new Date('2026-12-20T04:00:00Z');
export const MINUTE_MS = 60 * 1000;

/** A session of HK$100 that nobody paid; a test changes what it is about. */
export function exposedSession(changes: Partial<ExposedSession> = {}): ExposedSession {
  return {
    unit: 'cs_1',
    arm: 'control',
    exposedAt: EXPOSED_AT,
    context: 'HK · iOS',
    exclusion: null,
    ordersDiffer: true,
    before: 0,
    attempts: 0,
    firstAttempt: null,
    price: money(10_000n, 'HKD'),
    paid: null,
    renderMs: null,
    ...changes,
  };
}

/** A payment so many milliseconds after the order was shown, of which some has gone back since. */
export function paidAfter(
  ms: number,
  { refunded = 0n, disputed = 0n, amount = 10_000n } = {},
): NonNullable<ExposedSession['paid']> {
  return {
    at: new Date(EXPOSED_AT.getTime() + ms),
    amount: money(amount, 'HKD'),
    refunded: money(refunded, 'HKD'),
    disputed: money(disputed, 'HKD'),
  };
}

export const JUST_MATURE = new Date(EXPOSED_AT.getTime() + MATURITY_MS);

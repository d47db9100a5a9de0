import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTEMPT_STATUSES } from './payment-attempt.ts';
import { INTENT_STATUSES, deriveIntentStatus } from './payment-intent.ts';

const attempts = fc.array(fc.constantFrom(...ATTEMPT_STATUSES), { maxLength: 8 });

describe('the intent derived from its attempts', () => {
  it('is succeeded exactly when its captures cover the amount', () => {
    fc.assert(
      fc.property(attempts, fc.boolean(), fc.boolean(), (list, paid, closed) => {
        const status = deriveIntentStatus({ attempts: list, paid, closed });
        expect(status === 'succeeded').toBe(paid);
        expect(INTENT_STATUSES).toContain(status);
      }),
    );
  });

  it('does not depend on the order of the attempts', () => {
    fc.assert(
      fc.property(attempts, fc.boolean(), (list, closed) => {
        const facts = { paid: false, closed };
        expect(deriveIntentStatus({ attempts: list.toReversed(), ...facts })).toBe(
          deriveIntentStatus({ attempts: list, ...facts }),
        );
      }),
    );
  });

  it('reads like the furthest attempt', () => {
    const of = (...list: Parameters<typeof deriveIntentStatus>[0]['attempts']) =>
      deriveIntentStatus({ attempts: list, paid: false, closed: false });
    expect(of()).toBe('requires_payment_method');
    expect(of('declined', 'expired')).toBe('requires_payment_method');
    expect(of('declined', 'requires_action')).toBe('requires_action');
    expect(of('requires_action', 'unknown')).toBe('processing');
    expect(of('authorized', 'sending')).toBe('requires_capture');
    // Captured, but not what was due: another payment is needed.
    expect(of('captured')).toBe('requires_payment_method');
  });

  it('is canceled only when its session is over and nothing can pay it any more', () => {
    fc.assert(
      fc.property(attempts, (list) => {
        const open = deriveIntentStatus({ attempts: list, paid: false, closed: false });
        const closed = deriveIntentStatus({ attempts: list, paid: false, closed: true });
        expect(closed).toBe(open === 'requires_payment_method' ? 'canceled' : open);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money } from './money.ts';
import {
  ATTEMPT_STATUSES,
  ATTEMPT_TRANSITIONS,
  type AttemptState,
  canTransition,
  decideAttempt,
  isActive,
} from './payment-attempt.ts';
import type { PaymentOutcome } from './payment-outcome.ts';

const hkd = (minor: bigint) => money(minor, 'HKD');

const outcome: fc.Arbitrary<PaymentOutcome> = fc.oneof(
  fc.record({
    kind: fc.constant('requires_action' as const),
    nextAction: fc.constantFrom(
      { type: 'redirect' as const, url: 'https://wallet.example/1' },
      { type: 'show_qr' as const, payload: '000201', scheme: 'fps' as const },
    ),
    expiresAt: fc.option(fc.date({ noInvalidDate: true })),
  }),
  fc.constant({ kind: 'pending' as const }),
  fc.constant({ kind: 'authorized' as const, amount: hkd(100n) }),
  fc.constant({
    kind: 'captured' as const,
    captures: [{ reference: 'ch_1', amount: hkd(100n), capturedAt: new Date(0) }] as const,
  }),
  fc.record({
    kind: fc.constant('declined' as const),
    code: fc.constantFrom('do_not_honor' as const, 'insufficient_funds' as const),
    providerCode: fc.constant('x'),
  }),
  fc.constant({ kind: 'kept' as const }),
  fc.constant({ kind: 'expired' as const }),
  fc.constant({ kind: 'canceled' as const }),
  fc.constant({ kind: 'unknown' as const, cause: 'timeout' as const, detail: '' }),
);

const started: AttemptState = {
  status: 'sending',
  nextAction: null,
  expiresAt: null,
  failureCode: null,
  providerFailureCode: null,
};

const UNHELD = { wasHeld: false };

type Walked = AttemptState & { wasHeld?: boolean };

function apply(state: Walked, outcomes: readonly PaymentOutcome[]): Walked {
  return outcomes.reduce((current, next) => {
    const { wasHeld = false, ...before } = current;
    const decision = decideAttempt(before, next, { wasHeld });
    const after = decision.kind === 'ignored' ? before : decision.state;
    return { ...after, wasHeld: wasHeld || after.status === 'authorized' };
  }, state);
}

describe('the attempt state machine', () => {
  it('reaches every status from the first one, and leaves none but captured', () => {
    const reached = new Set(['sending']);
    for (let size = 0; size !== reached.size;) {
      size = reached.size;
      for (const from of ATTEMPT_STATUSES) {
        if (reached.has(from)) for (const to of ATTEMPT_TRANSITIONS[from]) reached.add(to);
      }
    }
    expect([...reached].sort()).toEqual([...ATTEMPT_STATUSES].sort());
    expect(ATTEMPT_STATUSES.filter((status) => ATTEMPT_TRANSITIONS[status].length === 0)).toEqual([
      'captured',
    ]);
  });

  it('believes money from every status', () => {
    for (const status of ATTEMPT_STATUSES) {
      if (status !== 'captured') expect(canTransition(status, 'captured'), status).toBe(true);
    }
  });

  it('never lets anything undo a capture, in whatever order outcomes arrive', () => {
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 30 }), (outcomes) => {
        const end = apply(started, outcomes);
        const captured = outcomes.some(({ kind }) => kind === 'captured');
        expect(end.status === 'captured').toBe(captured);
      }),
      { numRuns: 2000 },
    );
  });

  it('ignores an outcome it has applied already', () => {
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 10 }), outcome, (before, last) => {
        const once = apply(started, [...before, last]);
        const { wasHeld = false, ...state } = once;
        if (once.status === last.kind)
          expect(decideAttempt(state, last, { wasHeld })).toEqual({ kind: 'ignored' });
        expect(apply(once, [last])).toEqual(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('never forgets that it knew: an unknown outcome only unsettles what was just sent', () => {
    for (const status of ATTEMPT_STATUSES) {
      const decision = decideAttempt(
        { ...started, status },
        { kind: 'unknown', cause: 'timeout', detail: '' },
        UNHELD,
      );
      expect(decision.kind === 'moved', status).toBe(status === 'sending');
    }
  });

  it('moves an ended attempt only for money, or a card that was kept', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ATTEMPT_STATUSES), outcome, (status, next) => {
        const decision = decideAttempt({ ...started, status }, next, UNHELD);
        if (decision.kind !== 'moved' || isActive(status)) return;
        expect(['captured', 'authorized', 'kept', 'pending']).toContain(decision.state.status);
      }),
    );
  });

  it('never brings back a hold that was let go, and believes money after it', () => {
    const held = apply(started, [{ kind: 'authorized', amount: hkd(100n) }]);
    fc.assert(
      fc.property(
        fc.constantFrom<PaymentOutcome>({ kind: 'canceled' }, { kind: 'expired' }),
        fc.array(outcome, { maxLength: 10 }),
        (end, late) => {
          const { status } = apply(held, [end, ...late]);
          const money = late.find(({ kind }) => kind === 'captured' || kind === 'kept');
          if (money === undefined) expect(status).toBe(end.kind);
          else expect(['captured', 'kept']).toContain(status);
        },
      ),
    );
  });

  it('calls money after a decline or a cancellation a contradiction, and after an expiry not', () => {
    const paid: PaymentOutcome = {
      kind: 'captured',
      captures: [{ reference: 'ch_1', amount: hkd(100n), capturedAt: new Date(0) }],
    };
    const contradiction = (status: AttemptState['status']) => {
      const decision = decideAttempt({ ...started, status }, paid, UNHELD);
      return decision.kind === 'moved' && decision.contradiction;
    };
    expect(contradiction('declined')).toBe(true);
    expect(contradiction('canceled')).toBe(true);
    expect(contradiction('expired')).toBe(false);
    expect(contradiction('requires_action')).toBe(false);
  });

  it('keeps a next action only while there is one to do', () => {
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 10 }), (outcomes) => {
        const end = apply(started, outcomes);
        if (end.status === 'captured' || end.status === 'declined' || end.status === 'canceled') {
          expect(end.nextAction).toBeNull();
        }
        if (end.status === 'requires_action') expect(end.nextAction).not.toBeNull();
      }),
    );
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DisputeMovement, heldByDispute, overpaidParts } from './dispute.ts';

interface Movement {
  readonly kind: DisputeMovement['kind'];
  readonly amount: bigint;
}
const someMovements = fc.array(
  fc.record({
    kind: fc.constantFrom<Movement['kind']>('withdrawn', 'reinstated'),
    amount: fc.bigInt({ min: 1n, max: 100n }),
  }),
  { maxLength: 12 },
);

it('a dispute holds overpaid money first, however its movements are split and told of', () => {
  fc.assert(
    fc.property(
      someMovements,
      fc.bigInt({ min: 0n, max: 150n }),
      fc.nat({ max: 12 }),
      (movements, left, at) => {
        const first = overpaidParts<Movement>({
          earlier: [],
          overpaid: 0n,
          left,
          movements: movements.slice(0, at),
        });
        const second = overpaidParts<Movement>({
          earlier: movements.slice(0, at),
          overpaid: first.overpaid,
          left: left - first.overpaid,
          movements: movements.slice(at),
        });
        const held = heldByDispute(movements);
        expect(second.overpaid).toBe(held < left ? held : left);
        const parts = [...first.parts, ...second.parts];
        const booked = parts.reduce(
          (sum, { movement, overpaid }) =>
            movement.kind === 'withdrawn' ? sum + overpaid : sum - overpaid,
          0n,
        );
        expect(booked).toBe(second.overpaid);
        for (const { movement, overpaid } of parts) {
          expect(overpaid >= 0n && overpaid <= movement.amount).toBe(true);
        }
      },
    ),
  );
});

import { expect, it } from 'vitest';
import { settingLimitProblem } from './setting-limits.ts';

it.each([
  [{ method: 'payme', minAmount: 1_000n, maxAmount: 1_000n }, null],
  [{ method: 'payme' }, null],
  [{ method: 'alipayhk', minAmount: 10n, maxAmount: 5_000_000n }, null],
  [{ method: 'alipayhk', minAmount: 9n }, 'minAmount'],
  [{ method: 'alipayhk', minAmount: 10n, maxAmount: 5_000_001n }, 'maxAmount'],
  [{ method: 'octopus', maxAmount: 49n }, 'maxAmount'],
  [{ method: 'fps', minAmount: 2_000n, maxAmount: 1_999n }, 'minAmount'],
] as const)('%o is told to be wrong in %s', (setting, bound) => {
  expect(settingLimitProblem(setting)?.bound ?? null).toBe(bound);
});

it('says in dollars within what bounds they must lie', () => {
  expect(settingLimitProblem({ method: 'octopus', minAmount: 1n })?.message).toBe(
    'octopus takes 0.50 HKD to 30000.00 HKD, and its limits must lie within.',
  );
});

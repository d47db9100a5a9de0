import { expect, it } from 'vitest';
import { ExperimentDesignError } from '#lib/experiments/experiment-design-error.ts';
import { namingDesign } from '#lib/operations/experiments/naming-design.ts';
import { ParamError } from '#lib/operations/param-error.ts';
import { wrongField } from './wrong-field.ts';

/** As the operations name what the statistics find wrong. */
async function paramOf(param: string): Promise<string> {
  const error = await namingDesign(() => {
    throw new ExperimentDesignError(param, 'is wrong.');
  }).catch((thrown: unknown) => thrown);
  return error instanceof ParamError ? error.param : 'none';
}

it.each([
  ['arms', 'arms', 'armSum'],
  ['arms[1].weight', 'arms.1.share', 'armShare'],
  ['arms[12].order[3]', 'arms.12.order', 'method'],
  ['minimalEffect', 'effect', 'tooLarge'],
  ['fullDays', 'fullDays', 'daysLive'],
  ['maturityMs', 'maturityMinutes', 'maturityLive'],
  ['alpha', 'alpha', 'alpha'],
  ['plannedUnits', 'units', 'units'],
  ['namespace', 'from', 'stretch'],
  ['coverage', 'share', 'coverage'],
  ['arms[0].policy', null, 'notTaken'],
  ['something new', null, 'notTaken'],
] as const)('what is wrong with %s stands beside %s', async (param, field, key) => {
  expect(wrongField(await paramOf(param))).toEqual({ field, key });
});

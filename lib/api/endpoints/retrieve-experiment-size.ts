import { z } from 'zod';
import { MAX_ARMS, MIN_ARMS } from '#lib/experiments/experiment-design.ts';
import { experimentSizeObject } from '#lib/operations/experiments/experiment-size.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';
import { decimal, integer } from '../param-schemas.ts';

/** How many shoppers and days a change takes to be found, before an experiment is made. */
export const retrieveExperimentSizeEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/experiments/sample_size',
  summary: 'How many shoppers and days an experiment takes to find a change.',
  scope: 'experiments.read',
  answers: { one: 'experiment_size' },
  params: z.strictObject({
    alpha: decimal(0.0001, 0.2).exactOptional(),
    arms: integer(MIN_ARMS, MAX_ARMS).exactOptional(),
    /** The share of sessions that are paid today. */
    baseline: decimal(0.001, 0.999),
    /** The least change worth finding, in the same share: 0.01 is a percentage point. */
    minimal_effect: decimal(0.0001, 0.999),
    power: decimal(0.5, 0.99).exactOptional(),
    /** That take part, in all arms together. */
    sessions_per_day: integer(1, 100_000_000),
  }),
  run: ({ params }) =>
    namingParam(() =>
      Promise.resolve().then(() =>
        experimentSizeObject({
          alpha: params.alpha ?? 0.05,
          arms: params.arms ?? MIN_ARMS,
          baseline: params.baseline,
          minimalEffect: params.minimal_effect,
          power: params.power ?? 0.8,
          sessionsPerDay: params.sessions_per_day,
        }),
      ),
    ),
});

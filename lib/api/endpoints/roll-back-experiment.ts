import { z } from 'zod';
import { experimentObject } from '#lib/operations/experiments/experiment-object.ts';
import { rollBackExperiment } from '#lib/operations/experiments/roll-out-experiment.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';

export const rollBackExperimentEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/experiments/{id}/roll_back',
  summary: 'Takes a rollout back: shoppers see your own setting again.',
  scope: 'experiments.write',
  answers: { one: 'experiment' },
  params: z.strictObject({}),
  run: ({ context, caller, tx, pathParams }) =>
    namingParam(async () => {
      const id = pathParams['id'] ?? '';
      const changed = await rollBackExperiment(context, tx, caller, id);
      return experimentObject(requireFound(changed, 'experiment', pathParams));
    }),
});

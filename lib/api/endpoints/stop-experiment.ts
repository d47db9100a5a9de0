import { z } from 'zod';
import { experimentObject } from '#lib/operations/experiments/experiment-object.ts';
import { stopExperiment } from '#lib/operations/experiments/stop-experiment.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';

export const stopExperimentEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/experiments/{id}/stop',
  summary: 'Ends an experiment; its results stay.',
  scope: 'experiments.write',
  answers: { one: 'experiment' },
  params: z.strictObject({}),
  run: ({ context, caller, tx, pathParams, request }) =>
    namingParam(async () => {
      const id = pathParams['id'] ?? '';
      const changed = await stopExperiment(context, tx, caller, id, request);
      return experimentObject(requireFound(changed, 'experiment', pathParams));
    }),
});

import { z } from 'zod';
import { experimentObject } from '#lib/operations/experiments/experiment-object.ts';
import { startExperiment } from '#lib/operations/experiments/start-experiment.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';

/** From here on arms, shares and plan stand: another question is another experiment. */
export const startExperimentEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/experiments/{id}/start',
  summary: 'Starts an experiment: from now on shoppers are in its arms.',
  scope: 'experiments.write',
  answers: { one: 'experiment' },
  params: z.strictObject({}),
  run: ({ context, caller, tx, pathParams, request }) =>
    namingParam(async () => {
      const id = pathParams['id'] ?? '';
      const changed = await startExperiment(context, tx, caller, id, request);
      return experimentObject(requireFound(changed, 'experiment', pathParams));
    }),
});

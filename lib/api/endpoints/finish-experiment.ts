import { z } from 'zod';
import { experimentObject } from '#lib/operations/experiments/experiment-object.ts';
import { finishExperiment } from '#lib/operations/experiments/roll-out-experiment.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';

/** From here on it is no experiment, but how methods are ordered. */
export const finishExperimentEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/experiments/{id}/finish',
  summary: 'Makes the arm that is rolled out your own setting, for every shopper.',
  scope: 'experiments.write',
  alsoScope: 'ordering.write',
  answers: { one: 'experiment' },
  params: z.strictObject({}),
  run: ({ context, caller, tx, pathParams }) =>
    namingParam(async () => {
      const id = pathParams['id'] ?? '';
      const changed = await finishExperiment(context, tx, caller, id);
      return experimentObject(requireFound(changed, 'experiment', pathParams));
    }),
});

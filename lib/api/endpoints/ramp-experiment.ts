import { z } from 'zod';
import { experimentObject } from '#lib/operations/experiments/experiment-object.ts';
import { rampExperiment } from '#lib/operations/experiments/ramp-experiment.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { rampParams, readSteps } from '../experiment-params.ts';
import { namingParam } from '../naming-param.ts';

/** Steps that had not come yet are replaced. A share is never lowered. */
export const rampExperimentEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/experiments/{id}/ramp',
  summary: 'Raises the share of shoppers who take part, now and by steps to come.',
  scope: 'experiments.write',
  answers: { one: 'experiment' },
  params: z.strictObject(rampParams),
  run: ({ context, caller, tx, params, pathParams }) =>
    namingParam(async () => {
      const id = pathParams['id'] ?? '';
      const changed = await rampExperiment(context, tx, caller, id, readSteps(params));
      return experimentObject(requireFound(changed, 'experiment', pathParams));
    }),
});

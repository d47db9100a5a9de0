import { z } from 'zod';
import { experimentObject } from '#lib/operations/experiments/experiment-object.ts';
import { rollOutExperiment } from '#lib/operations/experiments/roll-out-experiment.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { rampParams, readSteps } from '../experiment-params.ts';
import { namingParam } from '../naming-param.ts';
import { text } from '../param-schemas.ts';

/** Called again it raises the share. */
export const rollOutExperimentEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/experiments/{id}/rollout',
  summary: 'Shows the arm that won to more and more shoppers, once the experiment has ended.',
  scope: 'experiments.write',
  answers: { one: 'experiment' },
  params: z.strictObject({ ...rampParams, arm: text(40) }),
  run: ({ context, caller, tx, params, pathParams }) =>
    namingParam(async () => {
      const id = pathParams['id'] ?? '';
      const changed = await rollOutExperiment(context, tx, caller, {
        id,
        arm: params.arm,
        steps: readSteps(params),
      });
      return experimentObject(requireFound(changed, 'experiment', pathParams));
    }),
});

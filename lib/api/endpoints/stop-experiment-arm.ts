import { z } from 'zod';
import { experimentObject } from '#lib/operations/experiments/experiment-object.ts';
import { stopArm } from '#lib/operations/experiments/stop-experiment.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';
import { text } from '../param-schemas.ts';

/** With the last arm beside the control the experiment ends. */
export const stopExperimentArmEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/experiments/{id}/stop_arm',
  summary: 'Takes one arm of an experiment away: its shoppers see the control.',
  scope: 'experiments.write',
  answers: { one: 'experiment' },
  params: z.strictObject({ arm: text(40) }),
  run: ({ context, caller, tx, params, pathParams, request }) =>
    namingParam(async () => {
      const id = pathParams['id'] ?? '';
      const changed = await stopArm(context, tx, caller, { id, arm: params.arm }, request);
      return experimentObject(requireFound(changed, 'experiment', pathParams));
    }),
});

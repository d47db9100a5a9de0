import { z } from 'zod';
import { setHoldout } from '#lib/operations/experiments/experiment-holdout.ts';
import { holdoutObject } from '#lib/operations/experiments/holdout-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';
import { decimal } from '../param-schemas.ts';

/** Set once: who was kept out until a change would be neither in nor out. */
export const setExperimentHoldoutEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/experiments/holdout',
  summary: 'Keeps a share of shoppers out of every experiment, for good.',
  scope: 'experiments.write',
  answers: { one: 'experiment_holdout' },
  params: z.strictObject({ share: decimal(0.001, 0.5) }),
  run: ({ context, caller, tx, params }) =>
    namingParam(async () =>
      holdoutObject(caller, await setHoldout(context, tx, caller, params.share)),
    ),
});

import { createExperiment } from '#lib/operations/experiments/draft-experiment.ts';
import { experimentObject } from '#lib/operations/experiments/experiment-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { createExperimentParams, readNewExperiment } from '../experiment-params.ts';
import { namingParam } from '../naming-param.ts';

/** Makes a draft of an experiment: arms, the control first, and the plan it will be judged by. */
export const createExperimentEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/experiments',
  summary: 'Makes a draft of an experiment on the order of methods.',
  scope: 'experiments.write',
  answers: { one: 'experiment' },
  params: createExperimentParams,
  run: ({ context, caller, tx, params }) =>
    namingParam(async () =>
      experimentObject(await createExperiment(context, tx, caller, readNewExperiment(params))),
    ),
});

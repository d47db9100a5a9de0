import { updateDraft } from '#lib/operations/experiments/draft-experiment.ts';
import { experimentObject } from '#lib/operations/experiments/experiment-object.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { readExperimentChange, updateExperimentParams } from '../experiment-params.ts';
import { namingParam } from '../naming-param.ts';

/** Changes a draft; arms and guardrails are replaced as a whole. One that has started is as it is. */
export const updateExperimentEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/experiments/{id}',
  summary: 'Changes a draft of an experiment.',
  scope: 'experiments.write',
  answers: { one: 'experiment' },
  params: updateExperimentParams,
  emptyable: ['namespace'],
  run: ({ context, caller, tx, params, pathParams }) =>
    namingParam(async () => {
      const id = pathParams['id'] ?? '';
      const changed = await updateDraft(context, tx, caller, id, readExperimentChange(params));
      return experimentObject(requireFound(changed, 'experiment', pathParams));
    }),
});

import { z } from 'zod';
import { experimentResultsObject } from '#lib/operations/experiments/experiment-results-object.ts';
import { reportExperiment } from '#lib/operations/experiments/experiment-results.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';

/** As of its latest look, of which there is one an hour; looking here changes nothing and costs no certainty. */
export const retrieveExperimentResultsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/experiments/{id}/results',
  summary: 'What an experiment has shown so far, and what may be concluded from it.',
  scope: 'experiments.read',
  answers: { one: 'experiment_results' },
  params: z.strictObject({}),
  run: async ({ context, caller, tx, pathParams }) => {
    const found = await reportExperiment(context, tx, caller, pathParams['id'] ?? '');
    return experimentResultsObject(requireFound(found, 'experiment', pathParams));
  },
});

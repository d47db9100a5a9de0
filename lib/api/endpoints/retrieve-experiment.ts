import { z } from 'zod';
import { experimentObject } from '#lib/operations/experiments/experiment-object.ts';
import { retrieveExperiment } from '#lib/operations/experiments/own-experiments.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';

export const retrieveExperimentEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/experiments/{id}',
  summary: 'An experiment as it is set up, and how far it is.',
  scope: 'experiments.read',
  answers: { one: 'experiment' },
  params: z.strictObject({}),
  run: async ({ caller, tx, pathParams }) => {
    const found = await retrieveExperiment(tx, caller, pathParams['id'] ?? '');
    return experimentObject(requireFound(found, 'experiment', pathParams));
  },
});

import { z } from 'zod';
import { retrieveHoldout } from '#lib/operations/experiments/experiment-holdout.ts';
import { holdoutObject } from '#lib/operations/experiments/holdout-object.ts';
import { defineEndpoint } from '../endpoint.ts';

export const retrieveExperimentHoldoutEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/experiments/holdout',
  summary: 'The share of shoppers who are in no experiment; 0 where none was set.',
  scope: 'experiments.read',
  answers: { one: 'experiment_holdout' },
  params: z.strictObject({}),
  run: async ({ caller, tx }) => holdoutObject(caller, await retrieveHoldout(tx, caller)),
});

import { z } from 'zod';
import { experimentObject } from '#lib/operations/experiments/experiment-object.ts';
import { pageOfExperiments } from '#lib/operations/experiments/own-experiments.ts';
import { defineEndpoint } from '../endpoint.ts';
import { experimentStatus } from '../experiment-params.ts';
import { answerList, pageParams } from '../list-page.ts';

export const listExperimentsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/experiments',
  summary: 'The experiments, the newest first.',
  scope: 'experiments.read',
  answers: { listOf: 'experiment' },
  params: z.strictObject({ ...pageParams, status: experimentStatus.exactOptional() }),
  run: ({ caller, tx, params }) =>
    answerList({
      url: '/v1/experiments',
      noun: 'experiment',
      params,
      load: (page) => pageOfExperiments(tx, caller, { status: params.status ?? null, page }),
      object: experimentObject,
    }),
});

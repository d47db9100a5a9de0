import { z } from 'zod';
import { retrieveExposure } from '#lib/operations/ordering/own-exposures.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { explainedExposureObject } from '../ordering-exposure-object.ts';

/** What a checkout session was shown first, and why: as it was recorded then, whatever was learned since. */
export const retrieveOrderingExposureEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/ordering/exposures/{id}',
  summary: 'The order of methods that a checkout session was shown, why, and what came of it.',
  scope: 'ordering.read',
  answers: { one: 'ordering_exposure' },
  params: z.strictObject({}),
  run: async ({ caller, tx, pathParams }) => {
    const found = await retrieveExposure(tx, caller, pathParams['id'] ?? '');
    return explainedExposureObject(requireFound(found, 'ordering_exposure', pathParams));
  },
});

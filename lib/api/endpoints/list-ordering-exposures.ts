import { z } from 'zod';
import { listExposures } from '#lib/operations/ordering/own-exposures.ts';
import { EXPOSURE_SOURCES } from '#lib/ordering/exposure-source.ts';
import { invalidRequest } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { ANY_TIME, answerList, createdFilter, pageParams } from '../list-page.ts';
import { namingParam } from '../naming-param.ts';
import { orderingExposureObject } from '../ordering-exposure-object.ts';
import { text } from '../param-schemas.ts';

/** Orders of methods that shoppers were shown, the newest first. A session that nobody looked at has none. */
export const listOrderingExposuresEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/ordering/exposures',
  summary: 'Orders of methods that shoppers were shown, the newest first.',
  scope: 'ordering.read',
  answers: { listOf: 'ordering_exposure' },
  params: z.strictObject({
    ...pageParams,
    /** Of `experiment`. */
    arm: text(100).exactOptional(),
    created: createdFilter.exactOptional(),
    experiment: text(100).exactOptional(),
    source: z
      .enum(EXPOSURE_SOURCES, `must be one of ${EXPOSURE_SOURCES.join(', ')}`)
      .exactOptional(),
  }),
  run: ({ caller, tx, params }) =>
    namingParam(() => {
      const { arm, created, experiment, source } = params;
      if (arm !== undefined && experiment === undefined) {
        throw invalidRequest('An arm is one of an experiment: send experiment too.', {
          param: 'arm',
        });
      }
      return answerList({
        url: '/v1/ordering/exposures',
        noun: 'ordering_exposure',
        params,
        load: (page) =>
          listExposures(tx, caller, {
            created: created ?? ANY_TIME,
            experiment: experiment ?? null,
            arm: arm ?? null,
            source: source ?? null,
            page,
          }),
        object: orderingExposureObject,
      });
    }),
});

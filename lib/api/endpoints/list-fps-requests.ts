import { z } from 'zod';
import { listAwaited } from '#lib/operations/transfer-report.ts';
import { defineEndpoint } from '../endpoint.ts';
import { fpsRequestObject, tellingParam } from '../fps-objects.ts';
import { answerList, pageParams } from '../list-page.ts';

/**
 * Payments by FPS to the merchant's own account whose money it has not reported yet: `awaiting`, or
 * `claimed` by a shopper who says that it was sent. Both unless one is asked for; the newest first.
 */
export const listFpsRequestsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/fps_requests',
  summary: 'Payments by FPS whose money is awaited.',
  scope: 'fps_transfers.read',
  answers: { listOf: 'fps_request' },
  params: z.strictObject({
    ...pageParams,
    status: z.enum(['awaiting', 'claimed'], 'must be awaiting or claimed').exactOptional(),
  }),
  run: ({ caller, tx, params }) =>
    tellingParam(() =>
      answerList({
        url: '/v1/fps_requests',
        noun: 'fps_request',
        params,
        load: (page) => listAwaited(tx, caller, { status: params.status ?? null, page }),
        object: fpsRequestObject,
      }),
    ),
});

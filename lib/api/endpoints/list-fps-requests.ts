import { z } from 'zod';
import { listAwaited } from '#lib/operations/transfer-report.ts';
import { defineEndpoint } from '../endpoint.ts';
import { fpsRequestObject, listObject, tellingParam } from '../fps-objects.ts';
import { DEFAULT_PAGE_LIMIT, pageParams } from '../param-schemas.ts';

/**
 * Payments by FPS to the merchant's own account whose money it has not reported yet: `awaiting`, or
 * `claimed` by a shopper who says that it was sent. Both unless one is asked for; the newest first.
 */
export const listFpsRequestsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/fps_requests',
  params: z.strictObject({
    ...pageParams,
    status: z.enum(['awaiting', 'claimed'], 'must be awaiting or claimed').exactOptional(),
  }),
  run: ({ caller, tx, params }) =>
    tellingParam(async () => {
      const page = await listAwaited(tx, caller, {
        status: params.status ?? null,
        startingAfter: params.starting_after ?? null,
        limit: params.limit ?? DEFAULT_PAGE_LIMIT,
      });
      return listObject('/v1/fps_requests', page, fpsRequestObject);
    }),
});

import { z } from 'zod';
import { updateOwnSession, writeSession } from '#lib/operations/own-sessions.ts';
import { SESSION_EXPANSIONS } from '#lib/operations/session-object.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { expandParam } from '../expand.ts';
import { applyMetadata, metadataChange } from '../param-schemas.ts';
import { refusedParams } from '../set-aside-params.ts';

/**
 * https://docs.stripe.com/api/checkout/sessions/update, as far as it is about a page like ours: what the
 * shopper has seen, the items and the amount, stays as it was.
 */
export const updateCheckoutSessionEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/checkout/sessions/{id}',
  summary: 'Changes the notes on a checkout session.',
  scope: 'checkout_sessions.write',
  answers: { one: 'checkout.session' },
  params: z.strictObject({
    expand: expandParam(SESSION_EXPANSIONS),
    metadata: metadataChange.exactOptional(),
  }),
  setAside: refusedParams(
    'collected_information',
    'line_items',
    'payment_intent_data',
    'shipping_options',
  ),
  run: async ({ context, caller, tx, params, pathParams }) => {
    const updated = await updateOwnSession(tx, caller, pathParams['id'] ?? '', (before) =>
      applyMetadata(before, params.metadata),
    );
    const session = requireFound(updated, 'checkout.session', pathParams, 'session');
    return writeSession(context, session, params.expand);
  },
});

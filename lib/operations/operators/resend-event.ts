import type { EventId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import { EndpointInputError, lockOwnEndpoint, replayEvents } from '../manage-webhook-endpoint.ts';
import type { AllowedOperator } from './check-operator.ts';
import { writePaymentAudit } from './own-payment.ts';
import type { OperatorRequest } from './operator-request.ts';

/**
 * Sends one event to one endpoint again, under the same id, whatever became of it there. `held`: the endpoint is
 * switched off, and gets it once it is on.
 */
export async function resendEvent(
  context: AppContext,
  asking: AllowedOperator,
  input: {
    readonly livemode: boolean;
    readonly eventId: string;
    readonly endpointId: string;
    readonly request: OperatorRequest;
  },
): Promise<'sent' | 'held' | 'not_found'> {
  const { livemode, request } = input;
  const owner = { merchantId: asking.membership.merchantId, livemode };
  try {
    return await context.database.db.transaction(async (tx) => {
      const endpoint = await lockOwnEndpoint(tx, owner, input.endpointId);
      if (endpoint === null) return 'not_found';
      const which = { event: input.eventId as EventId }; // looked up, not trusted
      await replayEvents(context, tx, { endpoint, which, undeliveredOnly: false });
      await writePaymentAudit(context, tx, asking, {
        request,
        action: 'event.resent',
        subject: input.eventId,
        after: { endpoint: endpoint.url },
      });
      return endpoint.enabled ? 'sent' : 'held';
    });
  } catch (error) {
    if (error instanceof EndpointInputError) return 'not_found';
    throw error;
  }
}

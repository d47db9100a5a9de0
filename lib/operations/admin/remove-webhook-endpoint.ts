import { abandonDeliveries } from '#lib/db/stores/delivery-store.ts';
import {
  findWebhookEndpoint,
  updateWebhookEndpoint,
} from '#lib/db/stores/webhook-endpoint-store.ts';
import type { WebhookEndpointId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import { AdminInputError } from './admin-input.ts';

/** Sends nothing more to an endpoint (`we_…`), now or later. Throws AdminInputError. */
export async function removeWebhookEndpoint(
  context: AppContext,
  input: { endpoint: string },
): Promise<void> {
  const id = input.endpoint as WebhookEndpointId; // looked up, not trusted
  await context.database.db.transaction(async (tx) => {
    const endpoint = await findWebhookEndpoint(tx, id);
    if (endpoint === null || !endpoint.enabled) {
      throw new AdminInputError(`There is no endpoint ${input.endpoint} that is switched on.`);
    }
    await updateWebhookEndpoint(tx, id, { enabled: false, disabledBecause: 'asked' });
    await abandonDeliveries(tx, id, 'the endpoint was removed');
  });
}

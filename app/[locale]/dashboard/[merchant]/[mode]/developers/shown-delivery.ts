import type { ShownDelivery } from '#components/dashboard/developers/endpoint-page.tsx';
import type { ReadDelivery } from '#lib/operations/delivery-log.ts';

export function shownDelivery({
  delivery,
  event,
}: Pick<ReadDelivery, 'delivery'> & Pick<ShownDelivery, 'event'>): ShownDelivery {
  const { status, nextTryAt } = delivery;
  return {
    id: delivery.id,
    event,
    state: status === 'pending' && nextTryAt === null ? 'held' : status,
    tries: delivery.tryCount,
    lastStatus: delivery.lastStatus,
    lastError: delivery.lastError,
    nextTryAt,
    deliveredAt: delivery.deliveredAt,
  };
}

import type { DisputeMovementRow, DisputeWithMovements } from '#lib/db/stores/dispute-store.ts';
import type { NewEvent } from '#lib/db/stores/event-store.ts';
import { isDisputeClosed } from '#lib/domain/dispute.ts';
import type { EventType } from '#lib/domain/event-type.ts';
import { type DisputeFacts, disputeObject } from './dispute-object.ts';

/**
 * The events that report what became of a dispute, in the order in which it happened; none where nothing is new.
 * `before` is null for one that is new here: what happened to it meanwhile is told at once.
 */
export function disputeEvents(
  before: DisputeWithMovements | null,
  after: DisputeFacts & { readonly booked: readonly DisputeMovementRow[] },
): readonly NewEvent[] {
  const object = disputeObject(after);
  const changed =
    before === null
      ? {}
      : differences(disputeObject({ ...after, dispute: before.dispute }), object);
  const wasClosed = before !== null && isDisputeClosed(before.dispute.status);
  const closes = isDisputeClosed(after.dispute.status) && !wasClosed;
  const types: EventType[] = [
    ...(before === null ? ['charge.dispute.created' as const] : []),
    ...after.booked.map(({ kind }) => `charge.dispute.funds_${kind}` as const),
    ...(Object.keys(changed).length > 0 && !closes ? ['charge.dispute.updated' as const] : []),
    ...(closes ? ['charge.dispute.closed' as const] : []),
  ];
  return types.map((type) => ({
    type,
    subject: after.dispute.id,
    object,
    ...(type === 'charge.dispute.updated' ? { previousAttributes: changed } : {}),
  }));
}

/** The members of `before` that are otherwise in `after`, as they were. */
function differences<Fields extends object>(before: Fields, after: Fields): Partial<Fields> {
  const names = Object.keys(before) as (keyof Fields)[]; // its own keys
  const changed = names.filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return Object.fromEntries(changed.map((name) => [name, before[name]])) as Partial<Fields>; // of the same names
}

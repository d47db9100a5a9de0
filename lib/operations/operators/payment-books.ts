import type { BookedRow, ToldRow } from '#lib/db/stores/payment-history-store.ts';
import type { PaymentRows } from '#lib/db/stores/payment-store.ts';
import { money } from '#lib/domain/money.ts';
import type { Booking, ToldEvent } from '#lib/domain/payment-detail.ts';

/** The names under which a payment's movements are in the books, made as `lib/domain/ledger.ts` makes them. */
export function bookingNames({ captures, disputes }: PaymentRows): readonly string[] {
  return [
    ...captures.flatMap(({ capture, refunds }) => [
      `capture:${capture.provider}:${capture.providerReference}`,
      ...refunds.flatMap(({ id }) => [`refund:${id}`, `refund_returned:${id}`]),
    ]),
    ...disputes.flatMap(({ dispute, movements }) => [
      ...movements.map(({ providerReference }) => `dispute:${dispute.id}:${providerReference}`),
      ...Array.from(
        { length: dispute.writeOffCount },
        (_, serial) => `dispute_lost:${dispute.id}:${serial + 1}`,
      ),
    ]),
  ];
}

export function bookingsOf(rows: readonly BookedRow[]): readonly Booking[] {
  const byId = new Map<string, Booking & { entries: Booking['entries'][number][] }>();
  for (const { transaction, entry } of rows) {
    const known = byId.get(transaction.id) ?? {
      id: transaction.id,
      name: transaction.externalId,
      at: transaction.createdAt,
      entries: [],
    };
    known.entries.push({ account: entry.account, amount: money(entry.amount, entry.currency) });
    byId.set(transaction.id, known);
  }
  return [...byId.values()];
}

export function toldOf(rows: readonly ToldRow[]): readonly ToldEvent[] {
  const byId = new Map<string, ToldEvent & { deliveries: ToldEvent['deliveries'][number][] }>();
  for (const { event, delivery, endpointUrl } of rows) {
    const known = byId.get(event.id) ?? {
      id: event.id,
      type: event.type,
      at: event.createdAt,
      payload: withoutSecrets(event.object),
      deliveries: [],
    };
    if (delivery !== null) {
      known.deliveries.push({
        endpointId: delivery.endpointId,
        url: endpointUrl ?? delivery.endpointId,
        status: delivery.status,
        tries: delivery.tryCount,
        answer:
          delivery.lastError ??
          (delivery.lastStatus === null ? null : `HTTP ${delivery.lastStatus}`),
        nextTryAt: delivery.nextTryAt,
        deliveredAt: delivery.deliveredAt,
      });
    }
    byId.set(event.id, known);
  }
  return [...byId.values()];
}

const HIDDEN = '••••';
const SECRET = /secret|token|password/i;

/** What is shown of an object on the wire: whatever is called a secret is left out, however deep. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET.test(name) && inner !== null ? HIDDEN : withoutSecrets(inner),
    ]),
  );
}

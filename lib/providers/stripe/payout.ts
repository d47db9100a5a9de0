import { money } from '#lib/domain/money.ts';
import type { PayoutAnswer } from '#lib/domain/payout.ts';
import { unfound } from './api-failure.ts';
import type { StripeApi } from './stripe-api.ts';

/** A payout as it stands now. */
export async function retrievePayout(api: StripeApi, id: string): Promise<PayoutAnswer> {
  const found = await api.retrievePayout(id);
  if (!found.ok) return unfound(found.failure);
  const wire = found.value;
  return {
    kind: 'found',
    payout: {
      reference: wire.id,
      amount: money(BigInt(wire.amount), wire.currency),
      status: wire.status,
      automatic: wire.automatic,
      method: wire.method,
      type: wire.type,
      statementDescriptor: wire.statement_descriptor || null,
      arrivesAt: new Date(wire.arrival_date * 1000),
      createdAt: new Date(wire.created * 1000),
    },
  };
}

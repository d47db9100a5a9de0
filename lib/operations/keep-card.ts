import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { lockCustomer } from '#lib/db/stores/customer-store.ts';
import {
  findKeptCardAtProvider,
  findProviderCustomer,
  insertKeptCard,
} from '#lib/db/stores/kept-card-store.ts';
import type { SessionRow } from '#lib/db/stores/session-store.ts';
import type { KeptCardId } from '#lib/domain/ids.ts';
import type { ProviderAnswer } from '#lib/domain/payment-outcome.ts';
import { newId } from '#lib/platform/ids.ts';
import { keptFor } from './attempt-record.ts';
import type { AppContext } from './context.ts';
import { emitEvents } from './emit-events.ts';
import { paymentMethodObject } from './payment-method-object.ts';

/**
 * Writes down the card that the provider kept with a payment, once, and tells the merchant. A card kept for
 * somebody who has been deleted meanwhile is let go at once. Null: none was kept with this answer.
 */
export async function keepCardOf(
  context: AppContext,
  tx: Db,
  facts: { session: SessionRow; attempt: AttemptRow; answer: ProviderAnswer },
): Promise<KeptCardId | null> {
  const { session, attempt } = facts;
  const kept = facts.answer.keptCard;
  const wish = kept === undefined ? null : keptFor(attempt);
  if (kept === undefined || wish === null || attempt.keptCardId !== null) return null;
  const { customerId, usage } = wish;
  const keeper = { customerId, providerAccountId: attempt.providerAccountId };
  const customer = await lockCustomer(tx, customerId);
  const at = await findProviderCustomer(tx, keeper);
  if (customer === null || at === null || at.reference === null) {
    throw new Error(`The card of ${attempt.id} was kept for nobody we know.`);
  }
  const now = context.clock.now();
  const gone = customer.deletedAt !== null;
  const card = await insertKeptCard(tx, {
    id: newId('kept_card'),
    merchantId: session.merchantId,
    livemode: session.livemode,
    ...keeper,
    providerCustomer: at.reference,
    providerMethod: kept.paymentMethod,
    brand: kept.brand,
    last4: kept.last4,
    expiryMonth: kept.expiryMonth,
    expiryYear: kept.expiryYear,
    usage,
    createdAt: now,
    detachedAt: gone ? now : null,
    nextDetachAt: gone ? now : null,
    detachTries: 0,
  });
  if (card === null) {
    const known = await findKeptCardAtProvider(tx, keeper.providerAccountId, kept.paymentMethod);
    return known?.id ?? null;
  }
  if (!gone) {
    const object = paymentMethodObject(card);
    const attached = { type: 'payment_method.attached', subject: card.id, object } as const;
    await emitEvents(context, tx, session, [attached]);
  }
  return card.id;
}

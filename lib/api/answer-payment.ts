import { chargeObject } from '#lib/operations/charge-object.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { expandObject, objectOfPayment, writeIntent } from '#lib/operations/expand-object.ts';
import type { OwnDispute } from '#lib/operations/own-disputes.ts';
import type { OwnCharge, OwnIntent, OwnRefund } from '#lib/operations/own-payments.ts';
import type { OwnReview } from '#lib/operations/own-reviews.ts';
import { refundObject } from '#lib/operations/refund-object.ts';
import { reviewObject } from '#lib/operations/review-object.ts';
import { noSuchObject } from './api-error.ts';

/** What of an object is written out in full, where it otherwise only names it. */
interface Writing {
  readonly context: AppContext;
  readonly params: { readonly expand?: readonly string[] };
}

/** Writes intents as they stand. */
export function intentIn({ context, params }: Writing) {
  return ({ payment }: OwnIntent) =>
    expandObject(context, payment, writeIntent(context, payment), params.expand ?? []);
}

export function refundIn({ context, params }: Writing) {
  return ({ item, payment }: OwnRefund) =>
    expandObject(context, payment, refundObject(item), params.expand ?? []);
}

export function chargeIn({ context, params }: Writing) {
  const { PUBLIC_ORIGIN: publicOrigin } = context.env;
  return ({ item, payment }: OwnCharge) =>
    expandObject(
      context,
      payment,
      chargeObject({ ...payment, attempt: item, publicOrigin }),
      params.expand ?? [],
    );
}

export function disputeIn({ context, params }: Writing) {
  return ({ item, payment }: OwnDispute) => {
    const written = objectOfPayment(context, payment, item.id);
    // Read in one transaction of a write, or a moment apart in a list: disputes are never deleted.
    if (written === null) throw new Error(`Dispute ${item.id} is not of its payment.`);
    return expandObject(context, payment, written, params.expand ?? []);
  };
}

export function reviewIn({ context, params }: Writing) {
  return ({ item, payment }: OwnReview) =>
    expandObject(
      context,
      payment,
      reviewObject({ review: item, livemode: payment.intent.livemode }),
      params.expand ?? [],
    );
}

/** What was found by the id of a path. Throws the same 404 whyever there is nothing. */
export function requireFound<Found>(
  found: Found | null,
  noun: string,
  pathParams: Readonly<Record<string, string>>,
  param: string = 'id',
): Found {
  if (found === null) throw noSuchObject(noun, (pathParams['id'] ?? '').slice(0, 100), param);
  return found;
}

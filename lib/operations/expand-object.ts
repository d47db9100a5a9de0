import type { PaymentRows } from '#lib/db/stores/payment-store.ts';
import { balanceTransactionIdOf, chargeIdOf, chargeStatusOf } from '#lib/domain/charge.ts';
import { openNextAction } from './attempt-record.ts';
import { balanceTransactionObject } from './balance-transaction-object.ts';
import { chargeObject } from './charge-object.ts';
import type { AppContext } from './context.ts';
import { disputeObject } from './dispute-object.ts';
import { paymentIntentObject } from './payment-intent-object.ts';
import { refundObject } from './refund-object.ts';
import { reviewObject } from './review-object.ts';

/** A payment intent as it stands, with what its shopper has to do. */
export function writeIntent(context: AppContext, rows: PaymentRows) {
  const open = rows.attempts.findLast(({ status }) => status === 'requires_action');
  return paymentIntentObject({
    ...rows,
    publicOrigin: context.env.PUBLIC_ORIGIN,
    nextAction: open === undefined ? null : openNextAction(context, open),
  });
}

/** A dispute as it was last told of. Its deadline passes by our clock. */
function writeDispute(
  context: AppContext,
  { intent }: PaymentRows,
  known: PaymentRows['disputes'][number],
) {
  return disputeObject({ ...known, livemode: intent.livemode, now: context.clock.now() });
}

/** Whatever belongs to a payment, by its id; null: it does not. */
export function objectOfPayment(
  context: AppContext,
  rows: PaymentRows,
  id: string,
): WrittenObject | null {
  if (id === rows.intent.id) return writeIntent(context, rows);
  const attempt = rows.attempts.find((row) => chargeIdOf(row.id) === id);
  if (attempt !== undefined && chargeStatusOf(attempt) !== null) {
    return chargeObject({ ...rows, attempt, publicOrigin: context.env.PUBLIC_ORIGIN });
  }
  for (const { capture, refunds } of rows.captures) {
    if (balanceTransactionIdOf(capture.id) === id) return balanceTransactionObject({ capture });
    for (const refund of refunds) {
      if (refund.id === id) return refundObject({ refund, intentId: rows.intent.id });
      if (balanceTransactionIdOf(refund.id) === id) return balanceTransactionObject({ refund });
    }
  }
  const review = rows.reviews.find((row) => row.id === id);
  if (review !== undefined) return reviewObject({ review, livemode: rows.intent.livemode });
  for (const known of rows.disputes) {
    if (known.dispute.id === id) return writeDispute(context, rows, known);
    for (const disputed of known.movements) {
      if (balanceTransactionIdOf(disputed.id) === id) return balanceTransactionObject({ disputed });
    }
  }
  return null;
}

/** An object of the API that has an id, whatever else is in it. */
export type WrittenObject = { readonly id: string } & Readonly<Record<string, unknown>>;

/**
 * Writes out what an object only names: `payment_intent.latest_charge` writes the intent, and in it the
 * charge. All of it belongs to the one payment; a name that stands for nothing yet stays as it is.
 */
export function expandObject(
  context: AppContext,
  rows: PaymentRows,
  object: WrittenObject,
  paths: readonly string[],
): WrittenObject {
  const fields = new Set(paths.map((path) => path.split('.')[0] ?? path));
  const expanded = [...fields].flatMap((field) => {
    const id = object[field];
    const written = typeof id === 'string' ? objectOfPayment(context, rows, id) : null;
    if (written === null) return [];
    const deeper = paths.filter((path) => path.startsWith(`${field}.`));
    const inside = deeper.map((path) => path.slice(field.length + 1));
    return [[field, expandObject(context, rows, written, inside)] as const];
  });
  return { ...object, ...Object.fromEntries(expanded) };
}

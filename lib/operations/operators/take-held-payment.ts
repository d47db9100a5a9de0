import type { Db } from '#lib/db/client.ts';
import { type Money, toMajorString } from '#lib/domain/money.ts';
import {
  CaptureRefusedError,
  type CaptureResult,
  type OrderedCapture,
  captureIntent,
  carryOutCapture,
} from '../capture-intent.ts';
import { callOffIntent, cancelIntent } from '../cancel-intent.ts';
import type { AppContext } from '../context.ts';
import type { OwnIntent } from '../own-payments.ts';
import type { AllowedOperator } from './check-operator.ts';
import { ownerOf } from './acting.ts';
import {
  type PaymentDeed,
  StalePaymentError,
  lockOwnPayment,
  paymentVersion,
  unlessStale,
  writePaymentAudit,
} from './own-payment.ts';

export type CapturePaymentResult =
  /** How the provider answered; `pending`: not yet. */
  | { readonly kind: 'captured'; readonly result: CaptureResult }
  | { readonly kind: 'too_much' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'not_found' };

/** Takes the money that is held for a payment, or a part of it, as the merchant API's capture does. */
export async function capturePayment(
  context: AppContext,
  asking: AllowedOperator,
  deed: PaymentDeed & { readonly amount: Money },
): Promise<CapturePaymentResult> {
  const ordered = await unlessStale(context, (tx) => orderCapture(context, tx, asking, deed));
  if (ordered.kind !== 'ordered') return ordered;
  return { kind: 'captured', result: await carryOutCapture(context, ordered.capture) };
}

async function orderCapture(
  context: AppContext,
  tx: Db,
  asking: AllowedOperator,
  deed: PaymentDeed & { readonly amount: Money },
): Promise<
  | { kind: 'ordered'; capture: OrderedCapture }
  | Exclude<CapturePaymentResult, { kind: 'captured' | 'stale' }>
> {
  const { amount, request } = deed;
  const owner = ownerOf({ asking, ...deed });
  const payment = await lockOwnPayment(tx, owner, deed.intentId);
  if (payment === null) return { kind: 'not_found' };
  const isSeen = paymentVersion(payment) === deed.seen;
  if (!isSeen || payment.intent.currency !== amount.currency) throw new StalePaymentError();
  try {
    const capture = await captureIntent(context, tx, {
      ...owner,
      id: payment.intent.id,
      amount: amount.amountMinor,
      metadata: (before) => before,
    });
    if (capture === null) return { kind: 'not_found' };
    await writePaymentAudit(context, tx, asking, {
      request,
      action: 'payment.captured',
      subject: payment.intent.id,
      after: { amount: `${amount.currency} ${toMajorString(amount)}` },
    });
    return { kind: 'ordered', capture };
  } catch (error) {
    if (!(error instanceof CaptureRefusedError)) throw error;
    if (error.about === 'amount') return { kind: 'too_much' };
    throw new StalePaymentError();
  }
}

/**
 * Ends a payment that is not paid, or lets go the money that is held for it. What is open of it is called off right
 * after the commit; a provider that is not reached is asked again by the reconciler.
 */
export async function cancelPayment(
  context: AppContext,
  asking: AllowedOperator,
  deed: PaymentDeed,
): Promise<'canceled' | 'stale' | 'not_found'> {
  const ordered = await unlessStale(
    context,
    async (tx): Promise<{ kind: 'canceled'; intent: OwnIntent } | { kind: 'not_found' }> => {
      const owner = ownerOf({ asking, ...deed });
      const payment = await lockOwnPayment(tx, owner, deed.intentId);
      if (payment === null) return { kind: 'not_found' };
      if (paymentVersion(payment) !== deed.seen) throw new StalePaymentError();
      const { id } = payment.intent;
      const result = await cancelIntent(context, tx, {
        ...owner,
        id,
        reason: null,
      });
      if (result?.kind !== 'canceled') throw new StalePaymentError();
      await writePaymentAudit(context, tx, asking, {
        request: deed.request,
        action: 'payment.canceled',
        subject: id,
        before: { status: payment.intent.status },
      });
      return result;
    },
  );
  if (ordered.kind !== 'canceled') return ordered.kind;
  context.wakeWorker();
  await callOffIntent(context, ordered.intent);
  return 'canceled';
}

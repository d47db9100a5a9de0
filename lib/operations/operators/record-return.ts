import { isLargeRefund } from '#lib/domain/large-refund.ts';
import { type Money, money, toMajorString } from '#lib/domain/money.ts';
import type { PaymentRows } from '#lib/db/stores/payment-store.ts';
import type { AppContext } from '../context.ts';
import { TransferInputError, lockFpsAccount } from '../fps-account.ts';
import { returnTransfer } from '../return-transfer.ts';
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
import { givenBack } from './refund-payment.ts';

export interface ReturnDeed extends PaymentDeed {
  /** The transfer that is given back. */
  readonly transferId: string;
  readonly amount: Money;
  /** The bank's own name of the transfer that carried it: the same one twice is one. */
  readonly bankReference: string;
  readonly returnedAt: Date;
  readonly mayBeLarge: boolean;
}

export type RecordReturnResult =
  | { readonly kind: 'recorded'; readonly again: boolean }
  /** More than is left of it, or a bank reference of another return. */
  | { readonly kind: 'too_much'; readonly left: Money }
  | { readonly kind: 'known_reference' }
  | { readonly kind: 'large' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'not_found' };

/** Records that the shop sent FPS money back by itself, as `POST /v1/fps_transfers/{id}/record_refund` does. */
export async function recordReturn(
  context: AppContext,
  asking: AllowedOperator,
  deed: ReturnDeed,
): Promise<RecordReturnResult> {
  const owner = ownerOf({ asking, ...deed });
  const { amount, bankReference, transferId } = deed;
  const atMost: { of: Money | null } = { of: null };
  try {
    return await unlessStale(context, async (tx): Promise<RecordReturnResult> => {
      await lockFpsAccount(tx, owner);
      const payment = await lockOwnPayment(tx, owner, deed.intentId);
      const known = captureOf(payment, transferId);
      if (payment === null || known === undefined) return { kind: 'not_found' };
      const { capture, refunds } = known;
      const given = refunds.filter(({ status }) => status !== 'failed');
      const left = given.reduce((sum, refund) => sum - refund.amount, capture.amount);
      atMost.of = money(left, capture.currency);
      const isKnown = refunds.some(
        (refund) =>
          refund.providerReference === bankReference && refund.amount === amount.amountMinor,
      );
      if (isKnown) return { kind: 'recorded', again: true };
      const givenBefore = givenBack(payment);
      const isLarge = isLargeRefund(amount.currency, {
        amount: amount.amountMinor,
        givenBefore,
      });
      if (isLarge && !deed.mayBeLarge) return { kind: 'large' };
      const { returnedAt } = deed;
      await returnTransfer(context, tx, {
        ...owner,
        transferId,
        amount,
        bankReference,
        returnedAt,
      });
      if (paymentVersion(payment) !== deed.seen) throw new StalePaymentError();
      await writePaymentAudit(context, tx, asking, {
        request: deed.request,
        action: 'payment.refunded',
        subject: payment.intent.id,
        after: { amount: `${amount.currency} ${toMajorString(amount)}`, bankReference },
      });
      return { kind: 'recorded', again: false };
    });
  } catch (error) {
    if (!(error instanceof TransferInputError)) throw error;
    if (error.field === 'bankReference') return { kind: 'known_reference' };
    return error.field === 'amount' && atMost.of !== null
      ? { kind: 'too_much', left: atMost.of }
      : { kind: 'not_found' };
  }
}

function captureOf(payment: PaymentRows | null, transferId: string) {
  return payment?.captures.find(({ capture }) => capture.providerReference === transferId);
}

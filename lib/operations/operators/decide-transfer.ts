import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { type BankTransferRow, findBankTransfer } from '#lib/db/stores/bank-transfer-store.ts';
import type { PaymentRows } from '#lib/db/stores/payment-store.ts';
import { referenceByHand } from '#lib/domain/bank-transfer.ts';
import type { BankTransferId } from '#lib/domain/ids.ts';
import { type Money, money, toMajorString } from '#lib/domain/money.ts';
import type { AppContext } from '../context.ts';
import { TransferInputError, lockFpsAccount } from '../fps-account.ts';
import { recordTransfer } from '../record-transfer.ts';
import { rejectClaim } from '../reject-claim.ts';
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

export interface TransferDeed extends PaymentDeed {
  /** The try that the transfer is for. */
  readonly attemptId: string;
}

export interface ConfirmDeed extends TransferDeed {
  readonly amount: Money;
  /** The bank's own name of the transfer; null: the operator does not know it. */
  readonly bankReference: string | null;
  readonly receivedAt: Date;
}

export type DecideTransferResult =
  /** `again`: it had been confirmed so before, and this changed nothing. */
  | { readonly kind: 'confirmed'; readonly transfer: BankTransferRow; readonly again: boolean }
  | { readonly kind: 'rejected' }
  /** That bank reference was recorded before, for other money. */
  | { readonly kind: 'known_reference' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'not_found' };

/** Books a transfer that came in on the merchant's own account, as `POST /v1/fps_transfers` does. */
export async function confirmTransfer(
  context: AppContext,
  asking: AllowedOperator,
  deed: ConfirmDeed,
): Promise<DecideTransferResult> {
  return decide(context, asking, deed, (tx, attempt) => ({
    ...ownerOf({ asking, ...deed }),
    amount: deed.amount,
    bankReference: deed.bankReference ?? referenceByHand(attempt.id),
    receivedAt: deed.receivedAt,
    payer: null,
    description: null,
  }));
}

/** Gives a payment a transfer that was recorded before and belonged to none. */
export async function matchTransfer(
  context: AppContext,
  asking: AllowedOperator,
  deed: TransferDeed & { readonly transferId: string },
): Promise<DecideTransferResult> {
  return decide(context, asking, deed, async (tx) => {
    const transfer = await findBankTransfer(tx, deed.transferId as BankTransferId); // looked up, not trusted
    const { merchantId, livemode } = ownerOf({ asking, ...deed });
    if (transfer?.merchantId !== merchantId || transfer.livemode !== livemode) return null;
    const { amount, bankReference, currency, description, payer, receivedAt } = transfer;
    const facts = { bankReference, description, payer, receivedAt, merchantId, livemode };
    return { ...facts, amount: money(amount, currency) };
  });
}

type Reported = Omit<Parameters<typeof recordTransfer>[2], 'attemptId' | 'reference' | 'source'>;

async function decide(
  context: AppContext,
  asking: AllowedOperator,
  deed: TransferDeed,
  reported: (tx: Db, attempt: AttemptRow) => Promise<Reported | null> | Reported,
): Promise<DecideTransferResult> {
  try {
    const result = await unlessStale(context, async (tx): Promise<DecideTransferResult> => {
      // Before the session's lock, as everybody does who records a transfer.
      await lockFpsAccount(tx, ownerOf({ asking, ...deed }));
      const payment = await lockOwnPayment(tx, ownerOf({ asking, ...deed }), deed.intentId);
      const attempt = attemptOf(payment, deed);
      if (payment === null || attempt === null) return { kind: 'not_found' };
      const input = await reported(tx, attempt);
      if (input === null) return { kind: 'not_found' };
      const { transfer, known } = await recordTransfer(context, tx, {
        ...input,
        attemptId: attempt.id,
        reference: null,
        source: 'dashboard',
      });
      if (known) return { kind: 'confirmed', transfer, again: true };
      if (paymentVersion(payment) !== deed.seen) throw new StalePaymentError();
      await writePaymentAudit(context, tx, asking, {
        request: deed.request,
        action: 'transfer.confirmed',
        subject: payment.intent.id,
        after: {
          amount: `${input.amount.currency} ${toMajorString(input.amount)}`,
          bankReference: transfer.bankReference,
        },
      });
      return { kind: 'confirmed', transfer, again: false };
    });
    context.wakeWorker();
    return result;
  } catch (error) {
    if (!(error instanceof TransferInputError)) throw error;
    return error.field === 'bankReference' ? { kind: 'known_reference' } : { kind: 'not_found' };
  }
}

/** Says that the transfer which a shopper claims to have sent did not come: `rejectClaim`. */
export async function rejectTransfer(
  context: AppContext,
  asking: AllowedOperator,
  deed: TransferDeed,
): Promise<DecideTransferResult> {
  const result = await unlessStale(context, async (tx): Promise<DecideTransferResult> => {
    const payment = await lockOwnPayment(tx, ownerOf({ asking, ...deed }), deed.intentId);
    const attempt = attemptOf(payment, deed);
    if (payment === null || attempt === null) return { kind: 'not_found' };
    const isSeen = paymentVersion(payment) === deed.seen;
    if (!isSeen || !(await rejectClaim(context, tx, attempt))) throw new StalePaymentError();
    await writePaymentAudit(context, tx, asking, {
      request: deed.request,
      action: 'transfer.rejected',
      subject: payment.intent.id,
      after: { reference: attempt.providerReference },
    });
    return { kind: 'rejected' };
  });
  context.wakeWorker();
  return result;
}

function attemptOf(payment: PaymentRows | null, deed: TransferDeed): AttemptRow | null {
  return payment?.attempts.find(({ id }) => id === deed.attemptId) ?? null;
}

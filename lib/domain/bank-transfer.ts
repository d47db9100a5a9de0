import type { CaptureAllocation } from './capture.ts';
import type { PaymentAttemptId } from './ids.ts';

/**
 * What a transfer to the merchant's own account turned out to be.
 *
 * - `matched`: paid what was due, in time or late.
 * - `duplicate`: the order was paid already.
 * - `wrong_amount`: more or less than was due.
 * - `unmatched`: of no payment that we know.
 * - `dismissed`: a person has said that it is none of ours: the merchant's other business.
 */
export const BANK_TRANSFER_RESULTS = [
  'matched',
  'duplicate',
  'wrong_amount',
  'unmatched',
  'dismissed',
] as const;
export type BankTransferResult = (typeof BANK_TRANSFER_RESULTS)[number];

const RESULT_OF: Readonly<Record<CaptureAllocation['kind'], BankTransferResult>> = {
  exact: 'matched',
  duplicate: 'duplicate',
  overpaid: 'wrong_amount',
  underpaid: 'wrong_amount',
};

/**
 * How a transfer stands, as people are told of it. Of those that belong to no payment, somebody has to say what is
 * `waiting`; the others were put aside as none of ours, or sent back. `twice`: its order was paid already.
 */
export const TRANSFER_STATES = [
  'waiting',
  'put_aside',
  'sent_back',
  'paid',
  'twice',
  'wrong_amount',
] as const;
export type TransferState = (typeof TRANSFER_STATES)[number];

/** Of no payment, and still there. */
export const UNPAID_STATES = ['waiting', 'put_aside'] as const satisfies readonly TransferState[];
export type UnpaidState = (typeof UNPAID_STATES)[number];

/** Which of a shop's transfers are looked at: `wrong` came for a paid order, or of another amount than was due. */
export const TRANSFER_VIEWS = ['waiting', 'wrong', 'all'] as const;
export type TransferView = (typeof TRANSFER_VIEWS)[number];

const STATE_OF: Readonly<Record<BankTransferResult, TransferState>> = {
  matched: 'paid',
  duplicate: 'twice',
  wrong_amount: 'wrong_amount',
  unmatched: 'waiting',
  dismissed: 'put_aside',
};

/** `returnedAt`: when all of one that belongs to no payment was sent back. */
export function transferState(transfer: {
  readonly result: BankTransferResult;
  readonly returnedAt: Date | null;
}): TransferState {
  return transfer.returnedAt === null ? STATE_OF[transfer.result] : 'sent_back';
}

/** Of why a transfer is none of ours: room for a sentence. */
export const MAX_DISMISSAL_CHARS = 300;

/** Ours, of a transfer whose bank's name whoever confirmed it does not know: the same press twice is one transfer. */
export function referenceByHand(attemptId: PaymentAttemptId): string {
  return `praya:${attemptId}`;
}

export function transferResult(kind: CaptureAllocation['kind']): BankTransferResult {
  return RESULT_OF[kind];
}

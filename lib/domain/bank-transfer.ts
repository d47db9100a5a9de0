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

/** Ours, of a transfer whose bank's name whoever confirmed it does not know: the same press twice is one transfer. */
export function referenceByHand(attemptId: PaymentAttemptId): string {
  return `praya:${attemptId}`;
}

export function transferResult(kind: CaptureAllocation['kind']): BankTransferResult {
  return RESULT_OF[kind];
}

import type { TransferState, TransferView } from '#lib/domain/bank-transfer.ts';
import type { Money } from '#lib/domain/money.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import type { FormAction, Refusal } from '../form-answer.ts';

/** What was just done on the page. */
export const TRANSFERS_DONE = [
  'matched',
  'matched_again',
  'returned',
  'returned_again',
  'put_aside',
  'put_aside_again',
  'imported',
] as const;
export type TransfersDone = (typeof TRANSFERS_DONE)[number];

/** An unpaid payment of a transfer's amount. */
export interface Suggestion {
  readonly attemptId: string;
  readonly intentId: string;
  readonly reference: string | null;
  readonly clientReferenceId: string | null;
  readonly status: 'awaiting' | 'claimed' | 'over';
  readonly claimedAt: Date | null;
  readonly createdAt: Date;
}

export interface ShownTransfer {
  readonly id: string;
  readonly amount: Money;
  readonly returned: Money;
  readonly bankReference: string;
  readonly payer: string | null;
  readonly description: string | null;
  readonly receivedAt: Date;
  readonly state: TransferState;
  readonly dismissedBecause: string | null;
  readonly late: boolean;
  readonly payment: {
    readonly intentId: string;
    readonly due: Money;
    readonly clientReferenceId: string | null;
  } | null;
  /** Of how many payments its text carries the reference. */
  readonly namedPayments: number;
  readonly suggestions: readonly Suggestion[];
}

/** What became of a statement's lines. */
export interface ShownCounts {
  readonly matched: number;
  readonly known: number;
  readonly toLookAt: number;
  readonly leftAside: number;
  readonly unreadable: number;
  /** The numbers of the first of those. */
  readonly lines: readonly number[];
}

export interface TransfersView {
  /** Null: the shop takes no FPS to an account of its own. */
  readonly transfers: readonly ShownTransfer[] | null;
  readonly show: TransferView;
  readonly newestHref: string | null;
  readonly olderHref: string | null;
  readonly done: TransfersDone | null;
  /** Tells one thing that was done from the next, so that a dialog is closed by it. */
  readonly doneKey: string;
  /** To which payment a transfer was just matched. */
  readonly matchedTo: string | null;
  readonly counts: ShownCounts | null;
  readonly refused: Refusal | null;
  /** In Hong Kong, as a browser's field has it. */
  readonly today: string;
}

export interface TransferActions {
  readonly match: FormAction;
  readonly sendBack: FormAction;
  readonly putAside: FormAction;
}

export interface TransfersProps {
  readonly view: TransfersView;
  readonly page: DashboardPage;
  readonly actions: TransferActions;
}

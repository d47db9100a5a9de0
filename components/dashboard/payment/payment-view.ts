import type { PaymentDetail } from '#lib/domain/payment-detail.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import type { FormAction, Refusal } from '../form-answer.ts';

/** What was just done on the page. */
export const PAYMENT_DONE = [
  'refunded',
  'refund_pending',
  'refund_again',
  'refund_failed',
  'captured',
  'capture_pending',
  'capture_declined',
  'capture_failed',
  'canceled',
  'confirmed',
  'confirmed_again',
  'rejected',
  'returned',
  'returned_again',
  'resent',
  'resent_held',
] as const;
export type PaymentDone = (typeof PAYMENT_DONE)[number];

export interface PaymentActions {
  readonly refund: FormAction;
  readonly capture: FormAction;
  readonly cancel: FormAction;
  readonly confirm: FormAction;
  readonly reject: FormAction;
  readonly match: FormAction;
  readonly recordReturn: FormAction;
  readonly resend: FormAction;
}

export interface PaymentView {
  readonly detail: PaymentDetail;
  readonly done: PaymentDone | null;
  /** Tells one thing that was done from the next, so that a dialog is closed by it. */
  readonly doneKey: string;
  readonly refused: Refusal | null;
  /** What the next refund is to be called: the form that carries it is one refund. */
  readonly refundKey: string;
  /** In Hong Kong, as a browser's field has it. */
  readonly today: string;
}

export interface PaymentProps {
  readonly view: PaymentView;
  readonly page: DashboardPage;
  readonly actions: PaymentActions;
}

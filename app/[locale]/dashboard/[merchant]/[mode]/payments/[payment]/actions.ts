'use server';

import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import type { PaymentDone } from '#components/dashboard/payment/payment-view.ts';
import { type Money, fromMajor } from '#lib/domain/money.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import {
  confirmTransfer,
  matchTransfer,
  rejectTransfer,
} from '#lib/operations/operators/decide-transfer.ts';
import { recordReturn as recordReturned } from '#lib/operations/operators/record-return.ts';
import { refundPayment } from '#lib/operations/operators/refund-payment.ts';
import { resendEvent } from '#lib/operations/operators/resend-event.ts';
import { cancelPayment, capturePayment } from '#lib/operations/operators/take-held-payment.ts';
import { problem, refused } from '../../../../operator-action.ts';
import { orLarge } from '../../../../or-large.ts';
import type { PermittedOperator } from '../../../../require-operator.ts';
import { FIELDS, type PaymentForm, admitPayment, momentOf } from './payment-form.ts';

/** Gives money back. The form carries what its refund is to be called: sent twice, it is one. */
export async function refund(form: FormData): Promise<FormAnswer> {
  const admitted = await admitPayment(form, FIELDS.refund, 'payments.refund');
  if (admitted === null) return refused('try_again');
  const { operator, fields, deed } = admitted;
  const amount = amountOf(fields.amount, admitted);
  if (amount === null) return amountProblem(admitted, 'amount');
  const order = { ...deed, amount, refundId: fields.refund, reason: fields.reason };
  const result = await orLarge(operator, amount, (mayBeLarge) =>
    refundPayment(operator.context, operator.asking, { ...order, mayBeLarge }),
  );
  if (!('kind' in result)) return result.answer;
  switch (result.kind) {
    case 'refunded': {
      const { again, refund: made } = result;
      return done(admitted, again ? 'refund_again' : REFUND_DONE[made.status], made.id);
    }
    case 'too_much':
      return tooMuch(operator, result.left, 'amount');
    case 'stale':
      return stale();
    case 'large':
    case 'not_found':
      return gone(operator);
  }
}

const REFUND_DONE = {
  pending: 'refund_pending',
  succeeded: 'refunded',
  failed: 'refund_failed',
} as const;

/** Takes money that is held. */
export async function capture(form: FormData): Promise<FormAnswer> {
  const admitted = await admitPayment(form, FIELDS.capture, 'payments.capture');
  if (admitted === null) return refused('try_again');
  const { operator, fields, deed } = admitted;
  const amount = amountOf(fields.capture, admitted);
  if (amount === null) return amountProblem(admitted, 'capture');
  const result = await capturePayment(operator.context, operator.asking, { ...deed, amount });
  switch (result.kind) {
    case 'captured':
      return done(admitted, CAPTURE_DONE[result.result.status], deed.seen);
    case 'too_much':
      return problem(
        wordsFor(operator.locale).t('dashboard.payment.actions.tooMuchHeld'),
        'capture',
      );
    case 'stale':
      return stale();
    case 'not_found':
      return gone(operator);
  }
}

const CAPTURE_DONE = {
  pending: 'capture_pending',
  succeeded: 'captured',
  declined: 'capture_declined',
  failed: 'capture_failed',
} as const;

/** Ends a payment that is not paid, or lets go what is held for it. */
export async function cancel(form: FormData): Promise<FormAnswer> {
  const admitted = await admitPayment(form, FIELDS.none, 'payments.cancel');
  if (admitted === null) return refused('try_again');
  const { operator, deed } = admitted;
  const result = await cancelPayment(operator.context, operator.asking, deed);
  if (result === 'canceled') return done(admitted, 'canceled', deed.seen);
  return result === 'stale' ? stale() : gone(operator);
}

/** Books a transfer that the operator found on the shop's account. */
export async function confirm(form: FormData): Promise<FormAnswer> {
  const admitted = await admitPayment(form, FIELDS.confirm, 'transfers.decide');
  if (admitted === null) return refused('try_again');
  const { operator, fields, deed } = admitted;
  const amount = amountOf(fields.received, admitted);
  if (amount === null) return amountProblem(admitted, 'received');
  const receivedAt = momentOf(fields.day, operator.context.clock.now());
  if (receivedAt === null) return dayProblem(operator);
  const result = await confirmTransfer(operator.context, operator.asking, {
    ...deed,
    attemptId: fields.attempt,
    amount,
    bankReference: fields.bank_reference === '' ? null : fields.bank_reference,
    receivedAt,
  });
  return decided(admitted, result);
}

/** Says that the transfer which a shopper claims to have sent did not come. */
export async function reject(form: FormData): Promise<FormAnswer> {
  const admitted = await admitPayment(form, FIELDS.reject, 'transfers.decide');
  if (admitted === null) return refused('try_again');
  const { operator, fields, deed } = admitted;
  const told = { ...deed, attemptId: fields.attempt };
  return decided(admitted, await rejectTransfer(operator.context, operator.asking, told));
}

/** Gives the payment a transfer that belonged to none. */
export async function match(form: FormData): Promise<FormAnswer> {
  const admitted = await admitPayment(form, FIELDS.match, 'transfers.decide');
  if (admitted === null) return refused('try_again');
  const { operator, fields, deed } = admitted;
  const chosen = { ...deed, attemptId: fields.attempt, transferId: fields.transfer };
  return decided(admitted, await matchTransfer(operator.context, operator.asking, chosen));
}

/** Records that the shop sent FPS money back by itself. */
export async function recordReturn(form: FormData): Promise<FormAnswer> {
  const admitted = await admitPayment(form, FIELDS.recordReturn, 'payments.refund');
  if (admitted === null) return refused('try_again');
  const { operator, fields, deed } = admitted;
  const amount = amountOf(fields.returned, admitted);
  if (amount === null) return amountProblem(admitted, 'returned');
  const returnedAt = momentOf(fields.day, operator.context.clock.now());
  if (returnedAt === null) return dayProblem(operator);
  const { transfer: transferId, bank_reference: bankReference } = fields;
  const returned = { ...deed, transferId, amount, bankReference, returnedAt };
  const result = await orLarge(operator, amount, (mayBeLarge) =>
    recordReturned(operator.context, operator.asking, { ...returned, mayBeLarge }),
  );
  if (!('kind' in result)) return result.answer;
  switch (result.kind) {
    case 'recorded':
      return done(admitted, result.again ? 'returned_again' : 'returned', bankReference);
    case 'too_much':
      return tooMuch(operator, result.left, 'returned');
    case 'known_reference':
      return knownReference(operator);
    case 'stale':
      return stale();
    case 'large':
    case 'not_found':
      return gone(operator);
  }
}

/** Sends an event to one endpoint again. */
export async function resend(form: FormData): Promise<FormAnswer> {
  const admitted = await admitPayment(form, FIELDS.resend, 'events.resend');
  if (admitted === null) return refused('try_again');
  const { operator, fields, deed } = admitted;
  const { livemode, request } = deed;
  const result = await resendEvent(operator.context, operator.asking, {
    livemode,
    request,
    eventId: fields.event,
    endpointId: fields.endpoint,
  });
  if (result === 'not_found') return gone(operator);
  const at = String(operator.context.clock.now().getTime());
  return done(admitted, result === 'held' ? 'resent_held' : 'resent', at);
}

type Admitted = Pick<PaymentForm, 'operator' | 'deed'>;

async function decided(
  admitted: Admitted,
  result: Awaited<ReturnType<typeof confirmTransfer>>,
): Promise<FormAnswer> {
  switch (result.kind) {
    case 'confirmed':
      return done(admitted, result.again ? 'confirmed_again' : 'confirmed', result.transfer.id);
    case 'rejected':
      return done(admitted, 'rejected', admitted.deed.seen);
    case 'known_reference':
      return knownReference(admitted.operator);
    case 'stale':
      return stale();
    case 'not_found':
      return gone(admitted.operator);
  }
}

/** Above zero, in the payment's currency; null where it is not. */
function amountOf(text: string, { deed }: Pick<PaymentForm, 'deed'>): Money | null {
  const amount = fromMajor(text, deed.currency);
  return amount === null || amount.amountMinor <= 0n ? null : amount;
}

function amountProblem({ operator, deed }: Admitted, field: string): Promise<FormAnswer> {
  const { t } = wordsFor(operator.locale);
  return problem(t('dashboard.payment.actions.amountNot', { currency: deed.currency }), field);
}

function dayProblem({ locale }: PermittedOperator): Promise<FormAnswer> {
  return problem(wordsFor(locale).t('dashboard.payment.actions.dateFuture'), 'day');
}

function knownReference({ locale }: PermittedOperator): Promise<FormAnswer> {
  const { t } = wordsFor(locale);
  return problem(t('dashboard.payment.actions.bankReferenceKnown'), 'bank_reference');
}

/** What is there now is drawn anew behind the form, so that it can be sent once more as it should be. */
function tooMuch(
  { locale }: PermittedOperator,
  left: Money | null,
  field: string,
): Promise<FormAnswer> {
  refresh();
  const { t, money } = wordsFor(locale);
  return left === null
    ? problem(t('dashboard.payment.actions.nothingLeft'), null)
    : problem(t('dashboard.payment.actions.tooMuch', { left: money(left) }), field);
}

function stale(): Promise<FormAnswer> {
  refresh();
  return refused('stale');
}

function gone({ locale }: PermittedOperator): Promise<FormAnswer> {
  return problem(wordsFor(locale).t('dashboard.payment.actions.gone'), null);
}

/** The page anew, with what was done. `of`: another for each time that something is. */
function done({ operator, deed }: Admitted, what: PaymentDone, of: string): never {
  const query = new URLSearchParams({ done: what, of });
  return redirect(`${operator.basePath}/payments/${deed.intentId}?${query}`);
}

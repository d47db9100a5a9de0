'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import type { TransfersDone } from '#components/dashboard/transfers/transfers-view.ts';
import {
  MAX_DISMISSAL_CHARS,
  TRANSFER_VIEWS,
  type TransferView,
  UNPAID_STATES,
} from '#lib/domain/bank-transfer.ts';
import { currencyCodeSchema } from '#lib/domain/currency.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import {
  matchToPayment,
  putAside as putTransferAside,
  recordWholeReturn,
} from '#lib/operations/operators/settle-transfer.ts';
import { actingOf } from '../../../../acting.ts';
import { admitOperator, problem, refused, ticked } from '../../../../operator-action.ts';
import { orLarge } from '../../../../or-large.ts';
import type { PermittedOperator } from '../../../../require-operator.ts';
import { momentOf } from '../[payment]/payment-form.ts';
import { transfersHref } from './transfers-query.ts';

/** A line that people type: the database keeps no NUL. */
const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((text) => !text.includes('\u0000'));

const common = {
  transfer: z.string().regex(/^btr_[0-9A-Za-z]{8,40}$/),
  seen: z.enum(UNPAID_STATES),
  show: z.enum(TRANSFER_VIEWS),
};

/** Gives a transfer to the payment that is named. */
export async function match(form: FormData): Promise<FormAnswer> {
  const fields = { ...common, payment: line(200), anyway: ticked };
  const admitted = await admitOperator(form, fields, 'transfers.decide');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const { transfer: transferId, seen, payment, anyway } = sent;
  const { t, money } = wordsFor(operator.locale);
  const acting = await actingOf(operator);
  const decision = { ...acting, transferId, seen, payment, anyway };
  const result = await matchToPayment(operator.context, decision);
  switch (result.kind) {
    case 'matched':
      return done(operator, sent, result.again ? 'matched_again' : 'matched', {
        payment: result.intentId,
      });
    case 'no_payment':
      return problem(t('dashboard.transfers.noPayment'), 'payment');
    case 'several_payments':
      return problem(t('dashboard.transfers.severalPayments'), 'payment');
    case 'paid_already':
      return problem(t('dashboard.transfers.paidAlready'), 'anyway');
    case 'other_amount':
      return problem(t('dashboard.transfers.otherAmount', { due: money(result.due) }), 'anyway');
    case 'stale':
    case 'not_found':
      return undecided(operator, result);
  }
}

/** Records that all of a transfer was sent back. */
export async function sendBack(form: FormData): Promise<FormAnswer> {
  const fields = {
    ...common,
    currency: currencyCodeSchema,
    bank_reference: line(100),
    day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  };
  const admitted = await admitOperator(form, fields, 'payments.refund');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const { context, locale } = operator;
  const returnedAt = momentOf(sent.day, context.clock.now());
  if (returnedAt === null) {
    return problem(wordsFor(locale).t('dashboard.payment.actions.dateFuture'), 'day');
  }
  const { transfer: transferId, seen, bank_reference: bankReference } = sent;
  const acting = await actingOf(operator);
  const decision = { ...acting, transferId, seen, bankReference, returnedAt };
  const result = await orLarge(operator, sent, (mayBeLarge) =>
    recordWholeReturn(context, { ...decision, mayBeLarge }),
  );
  if (!('kind' in result)) return result.answer;
  switch (result.kind) {
    case 'returned':
      return done(operator, sent, result.again ? 'returned_again' : 'returned');
    case 'stale':
      return undecided(operator, result);
    case 'large':
    case 'not_found':
      return undecided(operator, { kind: 'not_found' });
  }
}

/** Says that a transfer is none of the shop's orders'. */
export async function putAside(form: FormData): Promise<FormAnswer> {
  const fields = { ...common, reason: line(MAX_DISMISSAL_CHARS) };
  const admitted = await admitOperator(form, fields, 'transfers.decide');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const { transfer: transferId, seen, reason } = sent;
  const decision = { ...(await actingOf(operator)), transferId, seen, reason };
  const result = await putTransferAside(operator.context, decision);
  if (result.kind !== 'put_aside') return undecided(operator, result);
  return done(operator, sent, result.again ? 'put_aside_again' : 'put_aside');
}

/** The page is not drawn anew: what waits no more is not in its list, and what is said here would go with it. */
function undecided(
  { locale }: PermittedOperator,
  { kind }: { readonly kind: 'stale' | 'not_found' },
): Promise<FormAnswer> {
  const { t } = wordsFor(locale);
  return problem(t(`dashboard.transfers.${kind === 'stale' ? 'decided' : 'gone'}`), null);
}

/** The list anew, with what was done. `of`: another for each transfer. */
function done(
  { basePath }: PermittedOperator,
  { transfer, show }: { readonly transfer: string; readonly show: TransferView },
  what: TransfersDone,
  more: Readonly<Record<string, string>> = {},
): never {
  return redirect(transfersHref(basePath, show, { done: what, of: transfer, ...more }));
}

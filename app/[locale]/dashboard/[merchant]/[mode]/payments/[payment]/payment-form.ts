import { z } from 'zod';
import { readHongKongMoment } from '#lib/domain/hong-kong-time.ts';
import { type CurrencyCode, currencyCodeSchema } from '#lib/domain/currency.ts';
import type { RefundId } from '#lib/domain/ids.ts';
import type { OperatorAction } from '#lib/domain/operator-role.ts';
import { REFUND_REASONS } from '#lib/domain/refund-reason.ts';
import { hongKongIsoDay } from '#lib/i18n/format-date.ts';
import type { PaymentDeed } from '#lib/operations/operators/own-payment.ts';
import { admitOperator } from '../../../../operator-action.ts';
import { operatorRequest } from '../../../../operator-request.ts';
import type { PermittedOperator } from '../../../../require-operator.ts';

/** A form about a payment that may be taken: who sent it, what it says, and what they saw. */
export interface PaymentForm {
  readonly operator: PermittedOperator;
  readonly deed: PaymentDeed & { readonly currency: CurrencyCode };
}

const id = z.string().min(1).max(100);
const amount = z.string().trim().max(20);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const bankReference = z.string().trim().max(100);
const refundId = z
  .string()
  .regex(/^re_[0-9A-Za-z]{24}$/)
  .transform((text) => text as RefundId); // the pattern is the brand's
/** A choice of nothing is sent as such. */
const reason = z
  .enum(['', ...REFUND_REASONS])
  .optional()
  .transform((sent) => (sent === undefined || sent === '' ? null : sent));

/** What each form sends beside what all of them do. */
export const FIELDS = {
  none: {},
  refund: { amount, reason, refund: refundId },
  capture: { capture: amount },
  confirm: { attempt: id, received: amount, bank_reference: bankReference, day },
  reject: { attempt: id },
  match: { attempt: id, transfer: id },
  recordReturn: {
    transfer: id,
    returned: amount,
    bank_reference: bankReference.min(1),
    day,
  },
  resend: { event: id, endpoint: id },
} as const;

const common = { payment: id, seen: z.string().max(64), currency: currencyCodeSchema };

/** As `admitOperator`, with what every form of a payment's page says. */
export async function admitPayment<Fields extends z.ZodRawShape>(
  form: FormData,
  fields: Fields,
  action: OperatorAction,
): Promise<(PaymentForm & { readonly fields: z.infer<z.ZodObject<Fields>> }) | null> {
  const admitted = await admitOperator(form, { ...common, ...fields }, action);
  if (admitted === null) return null;
  const { operator } = admitted;
  const sent = admitted.fields as z.infer<z.ZodObject<typeof common>> &
    z.infer<z.ZodObject<Fields>>; // what the spread makes
  return {
    operator,
    fields: sent,
    deed: {
      livemode: operator.mode === 'live',
      intentId: sent.payment,
      seen: sent.seen,
      currency: sent.currency,
      request: await operatorRequest(operator.context),
    },
  };
}

/**
 * When money came or went, by the day in Hong Kong that a person chose: now, where that is today, else noon. Null: a
 * day that is still to come, or none.
 */
export function momentOf(chosen: string, now: Date): Date | null {
  const today = hongKongIsoDay(now);
  if (chosen === today) return now;
  return chosen > today ? null : readHongKongMoment(`${chosen}T12:00`);
}

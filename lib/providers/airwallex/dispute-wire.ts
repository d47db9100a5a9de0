import { z } from 'zod';
import { currencyCodeSchema } from '#lib/domain/currency.ts';
import { instant, majorUnits } from './wire.ts';

/**
 * https://www.airwallex.com/docs/api/payments/payment_disputes. The members are those of Airwallex's own SDK;
 * stages and statuses are as its guide names them (https://www.airwallex.com/docs/payments/disputes/dispute-flow),
 * `EXPIRED` and `ARBITRATION` from memory. Any other word is an answer that we do not understand.
 */
export const disputeSchema = z.object({
  id: z.string().min(1),
  payment_intent_id: z.string().nullish(),
  payment_attempt_id: z.string().nullish(),
  amount: majorUnits.positive(),
  currency: currencyCodeSchema,
  stage: z.enum(['RFI', 'PRE_CHARGEBACK', 'CHARGEBACK', 'PRE_ARBITRATION', 'ARBITRATION']),
  status: z.enum([
    'REQUIRES_RESPONSE',
    'CHALLENGED',
    'ACCEPTED',
    'PENDING_CLOSURE',
    'PENDING_DECISION',
    'REVERSED',
    'EXPIRED',
    'WON',
    'LOST',
  ]),
  reason: z
    .object({ type: z.string().nullish(), original_code: z.string().max(60).nullish() })
    .nullish(),
  due_at: instant.nullish(),
  created_at: instant,
  updated_at: instant,
});
export type DisputeWire = z.infer<typeof disputeSchema>;

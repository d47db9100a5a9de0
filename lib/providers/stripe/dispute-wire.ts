import { z } from 'zod';
import { currencyCodeSchema } from '#lib/domain/currency.ts';
import { minorUnits, unixSeconds } from './wire.ts';

const reference = z.union([z.string(), z.object({ id: z.string() })]).nullish();

/** What of a movement on the merchant's balance a dispute shows: https://docs.stripe.com/api/balance_transactions */
const movementSchema = z.object({
  id: z.string().min(1),
  /** Below zero: withdrawn. In the currency of the merchant's balance, which may be another. */
  amount: z.int(),
  currency: z.string(),
  created: unixSeconds,
});

/** https://docs.stripe.com/api/disputes/object */
export const disputeSchema = z.object({
  object: z.literal('dispute'),
  id: z.string().min(1),
  amount: minorUnits.positive(),
  currency: currencyCodeSchema,
  charge: reference,
  payment_intent: reference,
  created: unixSeconds,
  reason: z.string().regex(/^\w{1,60}$/),
  network_reason_code: z.string().max(60).nullish(),
  /** Stripe may add to them: `statusOf` names the nearest that we know. */
  status: z.string().regex(/^\w{1,60}$/),
  is_charge_refundable: z.boolean(),
  evidence_details: z.object({
    due_by: unixSeconds.nullish(),
    has_evidence: z.boolean(),
    submission_count: z.int().nonnegative(),
  }),
  balance_transactions: z.array(movementSchema),
});
export type DisputeWire = z.infer<typeof disputeSchema>;

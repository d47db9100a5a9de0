import { z } from 'zod';
import { currencyCodeSchema } from '#lib/domain/currency.ts';
import { PAYOUT_STATUSES } from '#lib/domain/payout.ts';
import { unixSeconds } from './wire.ts';

const word = z.string().regex(/^\w{1,60}$/);

/** https://docs.stripe.com/api/payouts/object. Which account it goes to is not read. */
export const payoutSchema = z.object({
  object: z.literal('payout'),
  id: z.string().min(1),
  amount: z.int(),
  currency: currencyCodeSchema,
  status: z.enum(PAYOUT_STATUSES),
  automatic: z.boolean(),
  method: word,
  type: word,
  statement_descriptor: z.string().max(100).nullish(),
  arrival_date: unixSeconds,
  created: unixSeconds,
});
export type PayoutWire = z.infer<typeof payoutSchema>;

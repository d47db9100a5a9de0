import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { SimulatorContext } from '../core/context.ts';
import type { Account, Accounts } from '../stripe/account.ts';
import type { Call } from '../stripe/call.ts';
import { latestCharge } from '../stripe/intent-settle.ts';
import { payOut } from '../stripe/payouts.ts';
import { closeReview, openReview } from '../stripe/reviews.ts';

/** By the provider's id of the payment, or by what its caller calls it. */
const paymentSchema = z.object({ payment: z.string().min(1).max(200) });
const closeSchema = z.object({
  reason: z.enum(['approved', 'refunded_as_fraud']).default('approved'),
});

interface Levers {
  readonly context: SimulatorContext;
  readonly accounts: Accounts;
  readonly readInput: (c: Context) => Promise<unknown>;
  readonly answer: (c: Context, body: object, status: 200 | 201) => Response;
}

/**
 * What Stripe does of itself: `POST /control/stripe/reviews` puts a payment in review and
 * `POST /control/stripe/reviews/<id>/close` ends that; `POST /control/stripe/payouts` pays a payment out to its
 * merchant's bank.
 */
export function mountStripeLevers(app: Hono, levers: Levers): void {
  const { context, accounts, readInput, answer } = levers;
  const withPayment =
    (act: (call: Call, payment: Payment) => { id: string }) => async (c: Context) => {
      const parsed = paymentSchema.safeParse(await readInput(c));
      if (!parsed.success) {
        return c.json({ error: 'invalid_request', issues: parsed.error.issues }, 400);
      }
      const payment = findPayment(context, accounts, parsed.data.payment);
      if (payment === null) return c.json({ error: 'no_charged_payment' }, 404);
      const { id } = act(payment.call, payment);
      return answer(c, { id }, 201);
    };
  app.post(
    '/control/stripe/reviews',
    withPayment((call, { charge }) => openReview(call, charge)),
  );
  app.post(
    '/control/stripe/payouts',
    withPayment((call, { charge }) => payOut(call, charge.amount_captured, charge.currency)),
  );
  app.post('/control/stripe/reviews/:id/close', async (c) => {
    const parsed = closeSchema.safeParse(await readInput(c));
    if (!parsed.success) {
      return c.json({ error: 'invalid_request', issues: parsed.error.issues }, 400);
    }
    for (const account of accounts.all()) {
      const review = account.reviews.get(c.req.param('id'));
      if (review === undefined) continue;
      if (closeReview(ownCall(context, account), review, parsed.data.reason)) {
        return answer(c, {}, 200);
      }
    }
    return c.json({ error: 'no_open_review' }, 404);
  });
}

interface Payment {
  readonly call: Call;
  readonly charge: NonNullable<ReturnType<typeof latestCharge>>;
}

/** A payment that was charged, whether its money is taken or held. */
export function findPayment(
  context: SimulatorContext,
  accounts: Accounts,
  name: string,
): Payment | null {
  for (const account of accounts.all()) {
    const record = [...account.paymentIntents.values()].find(
      ({ wire }) => wire.id === name || wire.metadata['praya_attempt'] === name,
    );
    if (record === undefined) continue;
    const call = ownCall(context, account);
    const charge = latestCharge(call, record.wire);
    return charge === null || !charge.paid ? null : { call, charge };
  }
  return null;
}

/** What the provider does of itself. */
export function ownCall(context: SimulatorContext, account: Account): Call {
  return { context, account, requestId: null, idempotencyKey: null, publishable: false };
}

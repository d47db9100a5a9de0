import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import type { Airwallex } from '../airwallex/airwallex.ts';
import { displayAmount } from '../core/amount.ts';
import type { SimulatorContext } from '../core/context.ts';
import type { Accounts } from '../stripe/account.ts';
import { decideDispute, openDispute } from '../stripe/disputes.ts';
import type { Markup } from '../ui/page.ts';
import { findPayment, ownCall } from './stripe-levers.ts';

const REASONS = ['fraudulent', 'product_not_received', 'duplicate', 'general'] as const;

const openSchema = z.object({
  /** The provider's id of the payment, or what its caller calls it. */
  payment: z.string().min(1).max(200),
  reason: z.enum(REASONS).default('fraudulent'),
  /** The bank asks first and takes nothing yet. */
  inquiry: z.union([z.boolean(), z.literal('on').transform(() => true)]).default(false),
});
const decideSchema = z.object({ outcome: z.enum(['review', 'won', 'lost']) });

/** A dispute at either provider, as the page shows it. */
export interface DisputeView {
  readonly provider: 'stripe' | 'airwallex';
  readonly id: string;
  readonly status: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly payment: string;
  readonly open: boolean;
}

interface Levers {
  readonly context: SimulatorContext;
  readonly accounts: Accounts;
  readonly airwallex: Airwallex;
  readonly readInput: (c: Context) => Promise<unknown>;
  readonly answer: (c: Context, body: object, status: 200 | 201) => Response;
}

/**
 * `POST /control/disputes` with a payment has its shopper's bank dispute it;
 * `POST /control/disputes/<id>/decide` with an outcome says what becomes of that.
 */
export function mountDisputes(app: Hono, levers: Levers): void {
  const { readInput, answer } = levers;
  app.get('/control/disputes', (c) => c.json({ disputes: listDisputes(levers) }));
  app.post('/control/disputes', async (c) => {
    const parsed = openSchema.safeParse(await readInput(c));
    if (!parsed.success) {
      return c.json({ error: 'invalid_request', issues: parsed.error.issues }, 400);
    }
    const id = openAtStripe(levers, parsed.data) ?? openAtAirwallex(levers, parsed.data);
    return id === null ? c.json({ error: 'no_captured_payment' }, 404) : answer(c, { id }, 201);
  });
  app.post('/control/disputes/:id/decide', async (c) => {
    const parsed = decideSchema.safeParse(await readInput(c));
    if (!parsed.success) {
      return c.json({ error: 'invalid_request', issues: parsed.error.issues }, 400);
    }
    const decided = decide(levers, c.req.param('id'), parsed.data.outcome);
    return decided ? answer(c, {}, 200) : c.json({ error: 'no_open_dispute' }, 404);
  });
}

/** The newest last. */
export function listDisputes({
  accounts,
  airwallex,
}: Pick<Levers, 'accounts' | 'airwallex'>): readonly DisputeView[] {
  const atStripe = [...accounts.all()].flatMap(({ disputes }) =>
    [...disputes.values()].map((dispute) => ({
      provider: 'stripe' as const,
      id: dispute.id,
      status: dispute.status,
      amountMinor: dispute.amount,
      currency: dispute.currency.toUpperCase(),
      payment: String(dispute.payment_intent),
      open: !['won', 'lost', 'warning_closed'].includes(dispute.status),
    })),
  );
  const atAirwallex = [...airwallex.state.disputes.values()].map((dispute) => ({
    provider: 'airwallex' as const,
    id: dispute.id,
    status: `${dispute.stage} ${dispute.status}`,
    amountMinor: dispute.amountMinor,
    currency: dispute.currency,
    payment: dispute.intentId,
    open: dispute.status === 'REQUIRES_RESPONSE' || dispute.status === 'CHALLENGED',
  }));
  return [...atStripe, ...atAirwallex];
}

type Wish = z.infer<typeof openSchema>;

function openAtStripe({ context, accounts }: Levers, wish: Wish): string | null {
  const payment = findPayment(context, accounts, wish.payment);
  if (payment === null || !payment.charge.captured) return null;
  return openDispute(payment.call, payment.charge, wish).id;
}

function openAtAirwallex({ airwallex }: Levers, wish: Wish): string | null {
  const intent = [...airwallex.state.intents.values()].find(
    ({ id, merchantOrderId }) => id === wish.payment || merchantOrderId === wish.payment,
  );
  return intent === undefined ? null : (airwallex.disputes.open(intent, wish)?.id ?? null);
}

function decide(
  { context, accounts, airwallex }: Levers,
  id: string,
  outcome: z.infer<typeof decideSchema>['outcome'],
): boolean {
  for (const account of accounts.all()) {
    const dispute = account.disputes.get(id);
    if (dispute !== undefined) {
      return decideDispute(ownCall(context, account), dispute, outcome) !== null;
    }
  }
  const dispute = airwallex.state.disputes.get(id);
  return dispute !== undefined && airwallex.disputes.decide(dispute, outcome) !== null;
}

export function disputeSection(disputes: readonly DisputeView[]): Markup {
  return html`<section aria-labelledby="disputes">
    <h2 id="disputes">Disputes (${disputes.length})</h2>
    <form method="post" action="/control/disputes" class="fields">
      <div>
        <label for="payment">Payment (pi_…, int_…)</label>
        <input id="payment" name="payment" required />
      </div>
      <div>
        <label for="reason">The shopper says</label>
        <select id="reason" name="reason">
          ${REASONS.map((reason) => html`<option>${reason}</option>`)}
        </select>
      </div>
      <div>
        <label for="inquiry">The bank asks first</label>
        <input id="inquiry" name="inquiry" type="checkbox" />
      </div>
      <button>Dispute</button>
    </form>
    ${
      disputes.length === 0
        ? html`<p class="quiet-text">No payment is disputed.</p>`
        : html`<div class="scroll">
            <table>
              <tr>
                <th>Dispute</th>
                <th>Status</th>
                <th class="num">Amount</th>
                <th>Payment</th>
                <th></th>
              </tr>
              ${disputes.toReversed().map(
                (dispute) =>
                  html`<tr>
                    <td>${dispute.id}</td>
                    <td><span class="tag">${dispute.status}</span></td>
                    <td class="num">${displayAmount(dispute.amountMinor, dispute.currency)}</td>
                    <td>${dispute.payment}</td>
                    <td>${dispute.open ? decisions(dispute.id) : ''}</td>
                  </tr>`,
              )}
            </table>
          </div>`
    }
  </section>`;
}

const OUTCOME_WORDS = { review: 'Answered', won: 'Merchant wins', lost: 'Merchant loses' } as const;

function decisions(id: string): Markup {
  return html`<form method="post" action="/control/disputes/${id}/decide">
    ${Object.entries(OUTCOME_WORDS).map(
      ([outcome, words]) =>
        html`<button class="quiet small" name="outcome" value="${outcome}">${words}</button> `,
    )}
  </form>`;
}

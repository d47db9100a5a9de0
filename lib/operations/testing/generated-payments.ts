import fc from 'fast-check';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { PaymentIntentId } from '#lib/domain/ids.ts';
import type { PaymentFilter } from '#lib/domain/payment-filter.ts';
import type { IntentStatus } from '#lib/domain/payment-intent.ts';
import { type PaymentState, paymentStateOf } from '#lib/domain/payment-state.ts';

/** What is true of a generated payment, known without the tables that a list is read from. */
export interface GeneratedPayment {
  readonly second: number;
  readonly amount: bigint;
  readonly currency: CurrencyCode;
  readonly method: 'card' | 'fps' | 'octopus' | null;
  readonly ending: 'captured' | 'declined' | 'unknown' | 'authorized' | 'pending' | 'expired';
  readonly firstTry: 'declined' | null;
  readonly closed: 'open' | 'expired' | 'canceled';
  readonly kind: 'exact' | 'overpaid' | 'underpaid';
  readonly refunds: readonly ('half' | 'failed')[];
  readonly disputed: boolean;
  readonly raised: 'open' | 'resolved' | null;
  readonly region: 'HK' | 'TW' | null;
  readonly reference: string | null;
  readonly email: string | null;
  readonly description: string | null;
  readonly last4: string;
}

const optional = <Value>(...values: readonly Value[]) => fc.constantFrom(null, ...values);

export const generatedPayment: fc.Arbitrary<GeneratedPayment> = fc.record({
  // Few, so that many are of one moment.
  second: fc.integer({ min: 0, max: 3 * 86_400 }).map((second) => second - (second % 3_600)),
  amount: fc.constantFrom(10_000n, 12_850n, 12_900n, 50_000n, 100_000n),
  currency: fc.constantFrom('HKD' as const, 'HKD' as const, 'JPY' as const),
  method: optional('card' as const, 'card' as const, 'fps' as const, 'octopus' as const),
  ending: fc.constantFrom(
    'captured',
    'captured',
    'declined',
    'unknown',
    'authorized',
    'pending',
    'expired',
  ),
  firstTry: optional('declined' as const),
  closed: fc.constantFrom('open', 'expired', 'canceled'),
  kind: fc.constantFrom('exact', 'exact', 'exact', 'overpaid', 'underpaid'),
  refunds: fc.constantFrom<readonly ('half' | 'failed')[]>(
    [],
    [],
    ['half'],
    ['half', 'half'],
    ['failed'],
    ['failed', 'half'],
  ),
  disputed: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  raised: optional('open' as const, 'resolved' as const),
  region: optional('HK' as const, 'TW' as const),
  reference: optional('Order-1001', 'order-1002', 'ORDER-2001', '=1+1', '50%_off'),
  email: optional('mei@tea.example.hk', 'Mei.Chan@tea.example.hk', 'yan@peak.example.hk'),
  description: optional('Tieguanyin, 100 g', '鐵觀音一百克', 'tea'),
  last4: fc.constantFrom('4242', '0002'),
});

/** One that is stored: what it is known by besides. */
export interface StoredPayment extends GeneratedPayment {
  readonly id: PaymentIntentId;
  readonly sessionId: string;
  readonly createdAt: Date;
  readonly provider: string | null;
  /** Its provider's. */
  readonly providerReference: string;
}

export function isPaid(payment: GeneratedPayment): boolean {
  return payment.method !== null && payment.ending === 'captured' && payment.kind !== 'underpaid';
}

export function intentStatusOf(payment: GeneratedPayment): IntentStatus {
  if (isPaid(payment)) return 'succeeded';
  const ending = payment.method === null ? null : payment.ending;
  if (ending === 'authorized') return 'requires_capture';
  if (ending === 'unknown' || ending === 'pending') return 'processing';
  return payment.closed === 'open' ? 'requires_payment_method' : 'canceled';
}

/** How many halves were given back of money that paid something. */
function halves(payment: GeneratedPayment): number {
  if (payment.method === null || payment.ending !== 'captured') return 0;
  return payment.refunds.filter((one) => one === 'half').length;
}

export function stateOf(payment: GeneratedPayment): PaymentState {
  const { method, ending, kind, closed } = payment;
  const given = halves(payment);
  return paymentStateOf({
    intentStatus: intentStatusOf(payment),
    canceled: closed === 'canceled',
    setback: method !== null && (ending === 'declined' || ending === 'unknown') ? ending : null,
    refunded: given === 0 ? null : given === 1 ? 'part' : 'full',
    wrongAmount: method !== null && ending === 'captured' && kind !== 'exact',
  });
}

/** Whether a payment is meant by a filter, as slowly and plainly as can be said. */
export function isMeant(payment: StoredPayment, filter: PaymentFilter): boolean {
  const { method, ending, kind } = payment;
  const state = stateOf(payment);
  const hasMoney = method !== null && ending === 'captured';
  const status = {
    needs_look: payment.raised === 'open' || state === 'unknown',
    any_refund: halves(payment) > 0,
    disputed: method !== null && payment.disputed,
    wrong_amount: hasMoney && kind !== 'exact',
  } as const;
  if (filter.status !== null) {
    const flagged = (status as Readonly<Record<string, boolean>>)[filter.status];
    if (!(flagged ?? state === filter.status)) return false;
  }
  if (filter.method !== null && method !== filter.method) return false;
  if (filter.provider !== null && payment.provider !== filter.provider) return false;
  if (filter.region !== null && payment.region !== filter.region) return false;
  if (filter.currency !== null && payment.currency !== filter.currency) return false;
  if (filter.amountFrom !== null && payment.amount < filter.amountFrom) return false;
  if (filter.amountTo !== null && payment.amount > filter.amountTo) return false;
  if (filter.from !== null && payment.createdAt < filter.from) return false;
  if (filter.before !== null && payment.createdAt >= filter.before) return false;
  return filter.text === null || isFoundBy(payment, filter.text.toLowerCase());
}

function isFoundBy(payment: StoredPayment, text: string): boolean {
  const keys = [
    payment.reference,
    payment.email,
    payment.description,
    ...(payment.method === null ? [] : [payment.providerReference]),
    ...(payment.method === 'card' ? [payment.last4] : []),
  ].flatMap((key) => (key === null ? [] : [key.toLowerCase()]));
  if (payment.id.toLowerCase() === text || payment.sessionId.toLowerCase() === text) return true;
  return keys.some((key) => (/^\d{4}$/.test(text) ? key === text : key.startsWith(text)));
}

import type { CaptureAllocation } from './capture.ts';
import { type Money, isZero, negate } from './money.ts';
import type { ProviderId } from './provider.ts';

/**
 * Double entry, per merchant. Debits are positive, credits negative; a transaction's entries sum to
 * zero in each currency.
 *
 * - `provider:<id>`: what the provider holds for the merchant (an asset).
 * - `merchant_sales`: what the merchant has earned.
 * - `customer_overpayment`: money that belongs to a shopper: paid twice, or the wrong amount.
 * - `disputed`: money that a bank has taken back and that is nobody's until the dispute is over.
 */
export type LedgerAccount =
  | `provider:${ProviderId}`
  | 'merchant_sales'
  | 'customer_overpayment'
  | 'disputed';

export interface LedgerEntry {
  readonly account: LedgerAccount;
  readonly amount: Money;
}

/** `externalId` is unique: the same movement cannot be booked twice, whoever reports it. */
export interface LedgerTransaction {
  readonly externalId: string;
  readonly entries: readonly LedgerEntry[];
}

export class UnbalancedTransactionError extends Error {
  constructor(externalId: string) {
    super(`Ledger transaction ${externalId} does not sum to zero.`);
    this.name = 'UnbalancedTransactionError';
  }
}

/** The booking of a capture: what the provider now holds, and whose it is. */
export function captureTransaction(input: {
  provider: ProviderId;
  captureReference: string;
  allocation: CaptureAllocation;
}): LedgerTransaction {
  const { allocation, provider } = input;
  return balanced({
    externalId: `capture:${provider}:${input.captureReference}`,
    entries: withoutZeros([
      { account: `provider:${provider}`, amount: allocation.applied },
      { account: 'merchant_sales', amount: negate(allocation.applied) },
      { account: `provider:${provider}`, amount: allocation.surplus },
      { account: 'customer_overpayment', amount: negate(allocation.surplus) },
    ]),
  });
}

/** What of a refund belonged to the shopper all along, and what was the merchant's. */
interface RefundParts {
  readonly provider: ProviderId;
  readonly refundId: string;
  readonly fromOverpayment: Money;
  readonly fromSales: Money;
}

/** The booking of a refund that the provider, or the merchant itself, has carried out. */
export function refundTransaction(parts: RefundParts): LedgerTransaction {
  return balanced({ externalId: `refund:${parts.refundId}`, entries: refundEntries(parts) });
}

/** The booking of a refund that came back after it had succeeded: the reverse of its own booking. */
export function returnedRefundTransaction(parts: RefundParts): LedgerTransaction {
  return balanced({
    externalId: `refund_returned:${parts.refundId}`,
    entries: refundEntries(parts).map(reversed),
  });
}

/** Whose money a dispute takes, and at which provider. */
interface DisputeParts {
  readonly provider: ProviderId;
  readonly disputeId: string;
  /** The provider's name of the movement. */
  readonly movement: string;
  readonly kind: 'withdrawn' | 'reinstated';
  readonly fromOverpayment: Money;
  readonly fromSales: Money;
}

/** The booking of money that a dispute withdrew, or gave back. */
export function disputeTransaction(parts: DisputeParts): LedgerTransaction {
  const { fromOverpayment, fromSales, kind } = parts;
  const withdrawn = withoutZeros([
    { account: 'customer_overpayment', amount: fromOverpayment },
    { account: 'disputed', amount: negate(fromOverpayment) },
    { account: 'merchant_sales', amount: fromSales },
    { account: 'disputed', amount: negate(fromSales) },
  ]);
  return balanced({
    externalId: `dispute:${parts.disputeId}:${parts.movement}`,
    entries: kind === 'withdrawn' ? withdrawn : withdrawn.map(reversed),
  });
}

/**
 * The booking of disputed money that is gone for good, or (below zero) is not after all. `serial` counts how
 * often that was decided of this dispute.
 */
export function disputeLossTransaction(loss: {
  readonly provider: ProviderId;
  readonly disputeId: string;
  readonly serial: number;
  readonly amount: Money;
}): LedgerTransaction {
  return balanced({
    externalId: `dispute_lost:${loss.disputeId}:${loss.serial}`,
    entries: withoutZeros([
      { account: 'disputed', amount: loss.amount },
      { account: `provider:${loss.provider}`, amount: negate(loss.amount) },
    ]),
  });
}

function reversed({ account, amount }: LedgerEntry): LedgerEntry {
  return { account, amount: negate(amount) };
}

function refundEntries(parts: RefundParts): readonly LedgerEntry[] {
  const account = `provider:${parts.provider}` as const;
  return withoutZeros([
    { account: 'customer_overpayment', amount: parts.fromOverpayment },
    { account, amount: negate(parts.fromOverpayment) },
    { account: 'merchant_sales', amount: parts.fromSales },
    { account, amount: negate(parts.fromSales) },
  ]);
}

function withoutZeros(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  return entries.filter((entry) => !isZero(entry.amount));
}

/** Throws UnbalancedTransactionError unless the entries sum to zero in every currency. */
export function balanced(transaction: LedgerTransaction): LedgerTransaction {
  const sums = new Map<string, bigint>();
  for (const { amount } of transaction.entries) {
    sums.set(amount.currency, (sums.get(amount.currency) ?? 0n) + amount.amountMinor);
  }
  if ([...sums.values()].some((sum) => sum !== 0n)) {
    throw new UnbalancedTransactionError(transaction.externalId);
  }
  return transaction;
}

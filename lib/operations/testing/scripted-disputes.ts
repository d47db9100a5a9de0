import type { DisputeAnswer, DisputeMovement, ReportedDispute } from '#lib/domain/dispute.ts';
import type { Money } from '#lib/domain/money.ts';

/** What a test says of a dispute; everything else is as usual. */
export type DisputeChange = Partial<
  Pick<
    ReportedDispute,
    | 'status'
    | 'evidenceDueBy'
    | 'hasEvidence'
    | 'submissionCount'
    | 'chargeRefundable'
    | 'reason'
    | 'amount'
  >
>;

/** The provider's own record of disputes. */
export function createDisputeBook(options: { readonly prefix: string; readonly now: () => Date }) {
  const { prefix, now } = options;
  const disputes = new Map<string, ReportedDispute>();

  function find(reference: string): ReportedDispute {
    const found = disputes.get(reference);
    if (found === undefined) throw new Error(`The provider has no dispute ${reference}.`);
    return found;
  }

  function move(reference: string, kind: DisputeMovement['kind'], amount?: Money): void {
    const before = find(reference);
    const moved = {
      kind,
      reference: `${reference}_txn_${before.movements.length + 1}`,
      amount: amount ?? before.amount,
      at: now(),
    };
    disputes.set(reference, { ...before, movements: [...before.movements, moved] });
  }

  return {
    open(
      payment: { readonly reference: string; readonly captures: readonly { reference: string }[] },
      amount: Money,
      change: DisputeChange,
    ): string {
      const reference = `${prefix}_du_${disputes.size + 1}`;
      disputes.set(reference, {
        reference,
        paymentReference: payment.reference,
        captureReference: payment.captures[0]?.reference ?? null,
        amount,
        reason: 'fraudulent',
        networkReasonCode: '10.4',
        status: 'needs_response',
        evidenceDueBy: new Date(now().getTime() + 10 * 24 * 60 * 60_000),
        hasEvidence: false,
        submissionCount: 0,
        chargeRefundable: false,
        openedAt: now(),
        movements: [],
        ...change,
      });
      if (!(change.status ?? '').startsWith('warning_')) move(reference, 'withdrawn');
      return reference;
    },
    change(reference: string, change: DisputeChange): void {
      disputes.set(reference, { ...find(reference), ...change });
    },
    win(reference: string): void {
      move(reference, 'reinstated');
      disputes.set(reference, { ...find(reference), status: 'won' });
    },
    withdraw: (reference: string) => move(reference, 'withdrawn'),
    paymentOf: (reference: string) => find(reference).paymentReference ?? '',
    retrieve(reference: string): DisputeAnswer {
      const dispute = disputes.get(reference);
      return dispute === undefined ? { kind: 'absent' } : { kind: 'found', dispute };
    },
  };
}

export type DisputeBook = ReturnType<typeof createDisputeBook>;

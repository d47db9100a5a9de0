/** One credit transfer over the (simulated) Faster Payment System. */
export interface FpsTransfer {
  /** FPS Identifier of the payee, digits only. */
  readonly fpsId: string;
  /** Bill number or reference label out of the QR code; null when it carried neither. */
  readonly reference: string | null;
  readonly amountMinor: number;
  readonly currency: 'HKD' | 'CNY';
  /** The payer's name, as the payee's bank is told it. */
  readonly payer: string;
  /** The payer bank's id of this transfer. */
  readonly transactionId: string;
}

export type FpsResult =
  | { readonly status: 'accepted'; readonly transactionId: string }
  | { readonly status: 'rejected'; readonly transactionId: string; readonly reason: string };

/** An account that takes transfers. It answers only after it has recorded the money. */
export interface FpsPayee {
  readonly name: string;
  receive(transfer: FpsTransfer): FpsResult;
}

/** The addressing database and the rail in one: who owns an FPS Identifier, and how to pay them. */
export interface FpsNetwork {
  register(fpsId: string, payee: FpsPayee): void;
  find(fpsId: string): FpsPayee | null;
  transfer(transfer: FpsTransfer): FpsResult;
}

export function createFpsNetwork(): FpsNetwork {
  const payees = new Map<string, FpsPayee>();
  return {
    register(fpsId, payee) {
      payees.set(fpsId, payee);
    },
    find: (fpsId) => payees.get(fpsId) ?? null,
    transfer(transfer) {
      const payee = payees.get(transfer.fpsId);
      if (payee !== undefined) return payee.receive(transfer);
      return { status: 'rejected', transactionId: transfer.transactionId, reason: 'payee_unknown' };
    },
  };
}

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * What the simulated providers did with money, in the order they did it.
 *
 * The log is the oracle of every "never twice, never lost" test, so it trusts nobody: it is written
 * before the answer leaves the simulator, fsynced line by line, and only ever appended to.
 */
export interface ChargeLogEntry {
  /** ISO 8601 instant at which the money moved, by the simulator's clock. */
  readonly at: string;
  readonly provider: 'stripe' | 'airwallex';
  readonly kind:
    | 'authorized'
    | 'captured'
    | 'refunded'
    /** A refund that the shopper's bank sent back: the money is the merchant's again. */
    | 'refund_returned'
    /** The shopper's bank took the money back. */
    | 'dispute_withdrawn'
    /** The merchant won it again. */
    | 'dispute_reinstated'
    | 'canceled'
    | 'declined';
  /** The provider's own id of the payment (Stripe `pi_…`, Airwallex `int_…`). */
  readonly paymentId: string;
  /** What the caller calls the payment: Stripe `metadata.praya_attempt`, Airwallex `merchant_order_id`. */
  readonly reference: string | null;
  readonly method: string;
  /** Integer minor units. */
  readonly amountMinor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  /** Decline code, refund id and the like. */
  readonly detail?: string;
}

export interface ChargeLog {
  append(entry: Omit<ChargeLogEntry, 'at'>): ChargeLogEntry;
  entries(): readonly ChargeLogEntry[];
  close(): void;
}

/** Opens (or continues) the log at `path`. Pass `now` from the simulator's clock. */
export function openChargeLog(path: string, now: () => Date): ChargeLog {
  mkdirSync(dirname(path), { recursive: true });
  const entries: ChargeLogEntry[] = existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as ChargeLogEntry)
    : [];
  const file = openSync(path, 'a');
  return {
    append(entry) {
      const full: ChargeLogEntry = { at: now().toISOString(), ...entry };
      writeSync(file, `${JSON.stringify(full)}\n`);
      fsyncSync(file);
      entries.push(full);
      return full;
    },
    entries: () => entries,
    close: () => closeSync(file),
  };
}

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** One line of the simulator's charge log (simulator/core/charge-log.ts), as far as it is judged by. */
const moveSchema = z.object({
  provider: z.enum(['stripe', 'airwallex']),
  kind: z.enum([
    'authorized',
    'captured',
    'refunded',
    'refund_returned',
    'dispute_withdrawn',
    'dispute_reinstated',
    'canceled',
    'declined',
  ]),
  /** The provider's own id of the payment. */
  paymentId: z.string(),
  /** Our attempt's id, as the provider was given it. */
  reference: z.string().nullable(),
  amountMinor: z.number().int().transform(BigInt),
  currency: z.string(),
});

/** What a simulated provider did with money. */
export type Move = z.infer<typeof moveSchema>;

/** Reads the log as it grows. */
export interface ChargeLogReader {
  /** Every move so far, in order. */
  moves(): readonly Move[];
}

/**
 * What the simulated providers did with money, read from the file they fsync before they answer: the
 * oracle. It knows nothing of our database, and no fault of ours can change it.
 */
export function openChargeLog(simulatorDataDir: string): ChargeLogReader {
  const path = join(simulatorDataDir, 'charges.jsonl');
  const moves: Move[] = [];
  let offset = 0;
  return {
    moves() {
      const unread = readFrom(path, offset);
      // A line still being written has no end yet; it is read the next time.
      const whole = unread.subarray(0, unread.lastIndexOf(0x0a) + 1);
      offset += whole.length;
      for (const line of whole.toString('utf8').split('\n')) {
        if (line !== '') moves.push(moveSchema.parse(JSON.parse(line)));
      }
      return moves;
    },
  };
}

function readFrom(path: string, offset: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const length = fstatSync(file).size - offset;
    const buffer = Buffer.alloc(length);
    const read = readSync(file, buffer, 0, length, offset);
    return buffer.subarray(0, read);
  } finally {
    closeSync(file);
  }
}

import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { toDecimalString } from '../core/amount.ts';
import type { FpsNetwork, FpsTransfer } from '../core/fps-network.ts';

/** What FPS knows the demo merchant's own account by. Made up. */
export const MERCHANT_FPS_ID = '1688388';
const MERCHANT_PROXIES = [MERCHANT_FPS_ID, '+852-51688388', 'fps@harbourtea.example.hk'];
const MERCHANT_NAME = 'HARBOUR TEA LIMITED';
const BANK_TEXT = 'FPS CREDIT';

/** One credit on the statement. */
export interface StatementEntry {
  /** ISO 8601, by the simulator's clock. */
  readonly at: string;
  readonly amountMinor: number;
  readonly currency: 'HKD' | 'CNY';
  readonly reference: string | null;
  readonly payer: string;
  /** The bank's own name of the transfer. */
  readonly bankReference: string;
}

/**
 * A merchant's own bank account: it takes whatever is sent, says so on its statement, and tells nobody.
 */
export interface MerchantAccount {
  /** Newest last. */
  entries(): readonly StatementEntry[];
  /** As a bank lets its customers download it: RFC 4180. */
  csv(): string;
}

export function openMerchantAccount(
  path: string,
  options: { readonly fps: FpsNetwork; readonly now: () => Date },
): MerchantAccount {
  mkdirSync(dirname(path), { recursive: true });
  const entries: StatementEntry[] = existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as StatementEntry) // our own file
    : [];
  const receive = (transfer: FpsTransfer) => {
    const entry: StatementEntry = {
      at: options.now().toISOString(),
      amountMinor: transfer.amountMinor,
      currency: transfer.currency,
      reference: transfer.reference,
      payer: transfer.payer,
      bankReference: transfer.transactionId,
    };
    appendFileSync(path, `${JSON.stringify(entry)}\n`);
    entries.push(entry);
    return { status: 'accepted' as const, transactionId: transfer.transactionId };
  };
  for (const proxy of MERCHANT_PROXIES)
    options.fps.register(proxy, { name: MERCHANT_NAME, receive });
  return {
    entries: () => entries,
    csv: () => {
      const header = 'received_at,amount,currency,payer,reference,description,bank_reference';
      const rows = entries.map((entry) =>
        [
          entry.at,
          toDecimalString(entry.amountMinor, entry.currency),
          entry.currency,
          entry.payer,
          entry.reference ?? '',
          BANK_TEXT,
          entry.bankReference,
        ]
          .map(csvField)
          .join(','),
      );
      return [header, ...rows, ''].join('\r\n');
    },
  };
}

function csvField(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

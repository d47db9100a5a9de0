import type { AppContext } from '../context.ts';
import { exposureCsv } from '../ordering/exposure-csv.ts';
import { AdminInputError, type Mode, requireMerchant } from './admin-input.ts';
import { readMoment } from './moment-input.ts';

/** Orders of methods that were shown from one day or moment to another, as CSV in pieces. Throws AdminInputError. */
export async function exportExposures(
  context: AppContext,
  asked: {
    readonly merchant: string;
    readonly mode: Mode;
    readonly from: string;
    readonly to: string;
  },
): Promise<AsyncIterable<string>> {
  const merchant = await requireMerchant(context, asked.merchant);
  const from = readMoment(asked.from, 'from', 'start');
  const before = readMoment(asked.to, 'to', 'end');
  if (from >= before) throw new AdminInputError('to: must be after from');
  const owner = { merchantId: merchant.id, livemode: asked.mode === 'live' };
  return exposureCsv(context.database.db, owner, { from, before });
}

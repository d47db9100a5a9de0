import { createHash } from 'node:crypto';
import type { MerchantId } from '#lib/domain/ids.ts';
import { readPaymentFilter } from '#lib/domain/payment-filter.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { readHome } from '#lib/operations/home/read-home.ts';
import { readPaymentDetail } from '#lib/operations/operators/read-payment.ts';
import { listPayments } from '#lib/operations/payment-list/list-payments.ts';

export interface ReadOf {
  readonly context: AppContext;
  readonly merchantId: MerchantId;
}

type Read = (of: ReadOf) => Promise<unknown>;

const list =
  (query: Readonly<Record<string, string>>): Read =>
  ({ context, merchantId }) => {
    const { filter, problems } = readPaymentFilter(query);
    if (problems.length > 0) throw new Error(`The list knows no ${JSON.stringify(problems)}.`);
    const owner = { merchantId, livemode: false };
    return listPayments(context, owner, filter, { place: null, towards: 'older' });
  };

/** One of those that are seeded first, by its place among them. */
const paymentId = (index: number) => `pi_${md5(`intent${md5(`oolong:${index}`)}`).slice(0, 24)}`;

/** Of the same payment, at its provider. */
const providerReference = (index: number) => `seed_paid_${md5(`oolong:${index}`)}`;

/** What answers the dashboard's pages, by its name in the table: a line is a page. */
export const DASHBOARD_READS: Readonly<Record<string, Read>> = {
  home: ({ context, merchantId }) => readHome(context, { merchantId, livemode: false }),
  list: list({}),
  'list: declined': list({ status: 'declined' }),
  'list: declined cards': list({ status: 'declined', method: 'card' }),
  'list: needs looking into': list({ status: 'needs_look' }),
  'list: from HK$500': list({ currency: 'HKD', amount_from: '500' }),
  // Of the one payment, however many there are: an order's number also begins longer ones.
  'list: a reference': list({ q: providerReference(5000) }),
  'a payment': async ({ context, merchantId }) => {
    const id = paymentId(5000);
    const found = await readPaymentDetail(context, { merchantId, livemode: false }, id);
    if (found === null) throw new Error(`There is no payment ${id}.`);
  },
};

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

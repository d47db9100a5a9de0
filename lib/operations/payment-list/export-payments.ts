import type { PaymentFilter } from '#lib/domain/payment-filter.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { AppContext } from '../context.ts';
import type { AllowedOperator } from '../operators/check-operator.ts';
import type { OperatorRequest } from '../operators/operator-request.ts';
import { writeAudit } from '../operators/write-audit.ts';
import { paymentCsv } from './payment-csv.ts';

/**
 * A shop's payments as a file, in pieces (`paymentCsv`). That somebody takes them is in the audit log before the first
 * of them leaves: whoever ends it midway has what came until then.
 */
export async function exportPayments(
  context: AppContext,
  by: AllowedOperator & { readonly request: OperatorRequest },
  asked: {
    readonly livemode: boolean;
    readonly filter: PaymentFilter;
    /** The filter as the list's address has it; empty: none. */
    readonly address: string;
    readonly words: Words;
  },
): Promise<AsyncGenerator<string>> {
  const { livemode, filter, address, words } = asked;
  const { membership } = by;
  await context.database.db.transaction((tx) =>
    writeAudit(context, tx, {
      membership,
      doer: by,
      action: 'payments.exported',
      after: {
        mode: livemode ? 'live' : 'test',
        ...(address === '' ? {} : { filter: address.slice(1) }),
      },
    }),
  );
  return paymentCsv(context, { merchantId: membership.merchantId, livemode }, filter, words);
}

import { redirect } from 'next/navigation';
import { filterQuery, readPaymentFilter } from '#lib/domain/payment-filter.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { exportPayments } from '#lib/operations/payment-list/export-payments.ts';
import { operatorRequest, withQuery } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';

export const dynamic = 'force-dynamic';

/** The payments of a list as a file, written as it is read. */
export async function GET(
  request: Request,
  { params }: { params: Promise<ShopParams> },
): Promise<Response> {
  const operator = await requireOperator(await params, 'payments.export');
  const { context, asking, basePath, locale, mode } = operator;
  const asked = readPaymentFilter(queryOf(request));
  // The list says what it did not understand: a file of something else would not.
  if (asked.problems.length > 0) {
    redirect(`${basePath}/payments?${new URL(request.url).searchParams}`);
  }
  const pieces = await exportPayments(
    context,
    { ...asking, request: await operatorRequest(context) },
    {
      livemode: mode === 'live',
      filter: asked.filter,
      address: withQuery('', filterQuery(asked.given)),
      words: wordsFor(locale),
    },
  );
  return new Response(streamOf(pieces), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="payments-${mode}.csv"`,
    },
  });
}

function queryOf(request: Request): Readonly<Record<string, string | readonly string[]>> {
  const { searchParams } = new URL(request.url);
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const values = searchParams.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

/** Read on when the browser has taken what there was; ended when it goes away. */
function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}

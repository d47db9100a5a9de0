import { exposureCsv } from '#lib/operations/ordering/exposure-csv.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { ownerOf } from '../../../../acting.ts';

interface Context {
  readonly params: Promise<ShopParams>;
}

/** What shoppers were shown, as a file, written as it is read. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const operator = await requireOperator(await params, 'payments.export');
  const { database } = operator.context;
  const pieces = exposureCsv(database.db, ownerOf(operator), { from: null, before: null });
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="exposures-${operator.mode}.csv"`,
      'cache-control': 'no-store',
    },
  });
}

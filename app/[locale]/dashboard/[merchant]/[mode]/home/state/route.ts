import { wordsFor } from '#lib/i18n/translator.ts';
import { isDatabaseUnavailable } from '#lib/operations/database-away.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { homeView } from '../home-view.ts';

export const dynamic = 'force-dynamic';

/** Whether the page still shows what is true: the stamp of what it would show, and when that was. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<ShopParams> },
): Promise<Response> {
  const operator = await requireOperator(await params, 'home.read');
  try {
    const { stamp, figures } = await homeView(operator);
    return Response.json({ stamp, asOf: wordsFor(operator.locale).time(figures.now) });
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    return Response.json(
      { error: 'try_again_later' },
      { status: 503, headers: { 'Retry-After': '2' } },
    );
  }
}

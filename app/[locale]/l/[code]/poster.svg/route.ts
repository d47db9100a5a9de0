import { posterSvg } from '#components/link/poster.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { linkView } from '#lib/operations/link-view.ts';
import { loadLink } from '#lib/operations/load-link.ts';
import type { LinkParams } from '../link-context.ts';

export const dynamic = 'force-dynamic';

/** The link's poster, to print: in both languages, whatever the address says. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<LinkParams> },
): Promise<Response> {
  const { code } = await params;
  const context = await getAppContext();
  const facts = await loadLink(context, code);
  if (facts === null) return new Response(null, { status: 404 });
  const svg = posterSvg({
    view: linkView(facts),
    url: `${context.env.PUBLIC_ORIGIN}/l/${code}`,
    words: [wordsFor('zh-HK'), wordsFor('en')],
  });
  return new Response(svg, {
    headers: { 'Content-Type': 'image/svg+xml; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}

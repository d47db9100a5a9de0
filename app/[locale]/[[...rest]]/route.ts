import styles from '#app/globals.css';
import { isBelowDashboard } from '#lib/front/dashboard-path.ts';
import { messagePageHeaders, messagePageHtml } from '#lib/front/message-page.ts';
import { DEFAULT_LOCALE, isLocale } from '#lib/i18n/locales.ts';

export const dynamic = 'force-dynamic';

/**
 * Every address that no page answers. A route rather than a page: the framework draws a page's "not
 * found" with a script, and here the words have to be there without one.
 */
export function GET(request: Request): Response {
  const named = request.headers.get('x-praya-locale') ?? '';
  const locale = isLocale(named) ? named : DEFAULT_LOCALE;
  const path = request.headers.get('x-praya-path');
  // A built file that is not there: no page, and so no policy goes with it.
  if (path === null) return new Response('Not found', { status: 404 });
  const reader = isBelowDashboard(path) ? 'operator' : 'shopper';
  return new Response(messagePageHtml({ kind: 'not_found', reader, locale, path, styles }), {
    status: 404,
    headers: messagePageHeaders({ status: 404, path }),
  });
}

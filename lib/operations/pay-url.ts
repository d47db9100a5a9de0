import type { SessionRow } from '#lib/db/stores/session-store.ts';

/** The page's address: with a language where the merchant fixed one that the page has. */
export function payUrl(session: SessionRow, publicOrigin: string): string {
  const language = session.locale.split('-')[0];
  if (language === 'zh') return `${publicOrigin}/zh-HK/pay/${session.id}`;
  if (language === 'en') return `${publicOrigin}/en/pay/${session.id}`;
  // `auto`, or a language the page does not have: the browser's own wish decides.
  return `${publicOrigin}/pay/${session.id}`;
}

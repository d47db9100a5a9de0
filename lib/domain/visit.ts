/** Programs that fetch pages to show or index them; some of them are browsers, and say all a browser says. */
const PROGRAMS =
  /bot\b|crawl|spider|preview|scan|fetch|monitor|headless|lighthouse|whatsapp|externalhit/i;

/**
 * Whether a person's browser goes to an address, as against a program that looks at it, or a browser that
 * loads it just in case. Browsers say so (https://www.w3.org/TR/fetch-metadata/, https://wicg.github.io/nav-speculation/);
 * without their word it counts as looking, which makes nothing and costs a person one press of a button.
 */
export function isPersonsVisit(header: HeaderReader): boolean {
  return (
    isPersonsBrowser(header) &&
    header('sec-fetch-mode') === 'navigate' &&
    header('sec-fetch-dest') === 'document'
  );
}

/**
 * Whether a person is shown what is asked for: by going there, in a merchant's frame, or by what a page of ours
 * loads into itself after a press.
 */
export function isPersonsView(header: HeaderReader): boolean {
  const mode = header('sec-fetch-mode');
  const navigates =
    mode === 'navigate' && ['document', 'iframe'].includes(header('sec-fetch-dest') ?? '');
  const inPage = mode === 'cors' && header('sec-fetch-site') === 'same-origin';
  return isPersonsBrowser(header) && (navigates || inPage);
}

type HeaderReader = (name: string) => string | null;

function isPersonsBrowser(header: HeaderReader): boolean {
  const prefetched = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz', 'next-router-prefetch'].some(
    (name) => header(name) !== null,
  );
  return !prefetched && !PROGRAMS.test(header('user-agent') ?? '');
}

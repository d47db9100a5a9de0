/** Programs that fetch pages to show or index them; some of them are browsers, and say all a browser says. */
const PROGRAMS =
  /bot\b|crawl|spider|preview|scan|fetch|monitor|headless|lighthouse|whatsapp|externalhit/i;

/**
 * Whether a person's browser goes to an address, as against a program that looks at it, or a browser that
 * loads it just in case. Browsers say so (https://www.w3.org/TR/fetch-metadata/, https://wicg.github.io/nav-speculation/);
 * without their word it counts as looking, which makes nothing and costs a person one press of a button.
 */
export function isPersonsVisit(header: (name: string) => string | null): boolean {
  const prefetched =
    header('sec-purpose') !== null ||
    header('purpose') !== null ||
    header('x-purpose') !== null ||
    header('x-moz') !== null;
  return (
    !prefetched &&
    header('sec-fetch-mode') === 'navigate' &&
    header('sec-fetch-dest') === 'document' &&
    !PROGRAMS.test(header('user-agent') ?? '')
  );
}

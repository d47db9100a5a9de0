/** Whether an address is a payment link's, well or badly written. */
export function isBelowLink(path: string): boolean {
  return /^\/[A-Za-z-]{2,5}\/l(?:\/|$)/.test(path);
}

/** The code in an address with its language, such as `/en/l/4fZ…` or `/en/l/4fZ…/poster.svg`; null without. */
export function readLinkCode(path: string): string | null {
  const match = /^\/[A-Za-z-]{2,5}\/l\/([0-9A-Za-z]{12})(?:\/poster\.(?:svg|png))?\/?$/.exec(path);
  return match?.[1] ?? null;
}

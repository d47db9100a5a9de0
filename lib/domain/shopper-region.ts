/**
 * Where a shopper is, as an ISO 3166-1 code, by the best word there is: the proxy's (`COUNTRY_HEADER`), else the
 * region of the first language that names one. Null: nothing says. A guess, good enough to tell habits apart.
 */
export function shopperRegion(facts: {
  readonly country: string | null;
  readonly acceptLanguage: string | null;
}): string | null {
  const country = facts.country?.trim().toUpperCase() ?? '';
  // Proxies write XX or T1 for what they cannot tell.
  if (/^[A-Z]{2}$/.test(country) && country !== 'XX') return country;
  const languages = (facts.acceptLanguage ?? '').slice(0, 200).split(',');
  for (const language of languages) {
    const region = /^\s*[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})\b/i.exec(language)?.[1];
    if (region !== undefined) return region.toUpperCase();
  }
  return null;
}

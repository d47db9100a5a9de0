import { REGION_CODES } from './region-code.ts';

const KNOWN = new Set(REGION_CODES);

/**
 * Where a shopper is, as an ISO 3166-1 code, by the best word there is: the proxy's (`COUNTRY_HEADER`), else the
 * region of the first language that names one. Null: nothing says. A guess, good enough to tell habits apart.
 * A code that is no region's counts for nothing: what is learned is kept by region, and anybody may write a header.
 */
export function shopperRegion(facts: {
  readonly country: string | null;
  readonly acceptLanguage: string | null;
}): string | null {
  const country = facts.country?.trim().toUpperCase() ?? '';
  // Proxies write XX or T1 for what they cannot tell.
  if (KNOWN.has(country)) return country;
  const languages = (facts.acceptLanguage ?? '').slice(0, 200).split(',');
  for (const language of languages) {
    const region = /^\s*[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})\b/i.exec(language)?.[1]?.toUpperCase();
    if (region !== undefined && KNOWN.has(region)) return region;
  }
  return null;
}

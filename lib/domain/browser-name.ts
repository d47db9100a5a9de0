/**
 * A browser and its system as a person calls them, `Chrome · macOS`, out of `User-Agent`; null where it names
 * neither. For telling one's own sessions apart: nothing is decided by it.
 */
export function browserName(userAgent: string): string | null {
  const named = [first(BROWSERS, userAgent), first(SYSTEMS, userAgent)].filter(
    (name) => name !== null,
  );
  return named.length === 0 ? null : named.join(' · ');
}

type Names = readonly (readonly [pattern: RegExp, name: string])[];

/** Every browser names the ones before it, so the newest names are looked for first. */
const BROWSERS: Names = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const SYSTEMS: Names = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

function first(names: Names, userAgent: string): string | null {
  return names.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null;
}

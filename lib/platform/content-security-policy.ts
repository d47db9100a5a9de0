/** Hosts of the card provider's own script and frames: https://docs.stripe.com/security/guide#content-security-policy */
const PROVIDER_SCRIPTS = ['https://js.stripe.com', 'https://*.js.stripe.com'];
const PROVIDER_FRAMES = [...PROVIDER_SCRIPTS, 'https://hooks.stripe.com'];
const PROVIDER_API = 'https://api.stripe.com';

/**
 * Names, for `report-to`, where browsers report what was stopped. Sent over https only: elsewhere they
 * refuse to report by name, and where a name is given Chromium does not fall back to the address.
 * https://www.w3.org/TR/reporting-1/#header
 */
export const REPORTING_ENDPOINTS = 'csp="/csp"';

export interface PolicyInput {
  /** Of this answer alone; base64. */
  readonly nonce: string;
  /** In the sandbox the simulator stands in for the card provider; null when live. */
  readonly simulatorOrigin: string | null;
  /** Of the style sheets that come inside the page, as sources: `'sha256-…'`. */
  readonly styleHashes: readonly string[];
  /** A page of the dashboard, where nobody pays: no provider's script, frame or address is let in. */
  readonly dashboard: boolean;
  /** Shoppers come by https. */
  readonly secure: boolean;
  /** Origins whose pages may frame this answer, each a host source of its own; none as a rule. */
  readonly frameAncestors: readonly string[];
  /** `next dev` evaluates code and talks to its server over a socket. */
  readonly development: boolean;
}

/**
 * Two policies, both enforced: a resource has to pass each.
 *
 * The first trusts scripts by this answer's nonce and what those load. That alone would let a script
 * from anywhere run once our own code was tricked into creating its element, because `strict-dynamic`
 * ignores hosts; the second therefore holds every script to a list of hosts.
 */
export function contentSecurityPolicies(input: PolicyInput): readonly [string, string] {
  const sandbox = input.simulatorOrigin === null ? [] : [input.simulatorOrigin];
  const paying = (...sources: readonly string[]) => (input.dashboard ? [] : sources);
  const evaluate = input.development ? ["'unsafe-eval'"] : [];
  const reports = {
    ...(input.secure ? { 'report-to': ['csp'] } : {}),
    'report-uri': ['/csp'],
  };
  const trust = {
    'default-src': ["'none'"],
    'script-src': [`'nonce-${input.nonce}'`, "'strict-dynamic'", ...evaluate],
    'style-src': input.development
      ? ["'self'", "'unsafe-inline'"]
      : ["'self'", `'nonce-${input.nonce}'`, ...input.styleHashes],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...paying(PROVIDER_API), ...(input.development ? ['ws:'] : [])],
    // The dashboard shows our own page in a frame, and nobody else's.
    'frame-src': input.dashboard ? ["'self'"] : [...PROVIDER_FRAMES, ...sandbox],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': input.frameAncestors.length === 0 ? ["'none'"] : input.frameAncestors,
    ...reports,
  };
  const hosts = {
    'script-src': [
      "'self'",
      "'unsafe-inline'",
      ...paying(...PROVIDER_SCRIPTS, ...sandbox),
      ...evaluate,
    ],
    ...reports,
  };
  return [serialize(trust), serialize(hosts)];
}

function serialize(policy: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}

/** The other headers every answer carries; see docs/architecture.md, "What every answer carries". */
export function securityHeaders(
  input: Pick<PolicyInput, 'simulatorOrigin' | 'frameAncestors' | 'dashboard'>,
): Readonly<Record<string, string>> {
  const wallets = [
    ...PROVIDER_SCRIPTS,
    ...(input.simulatorOrigin === null ? [] : [input.simulatorOrigin]),
  ];
  const payers = input.dashboard ? [] : ['self', ...wallets.map((origin) => `"${origin}"`)];
  const payment = payers.join(' ');
  return {
    'Cache-Control': 'no-store',
    // A wallet of a payment page opens windows that answer it; nothing of the dashboard does.
    'Cross-Origin-Opener-Policy': input.dashboard ? 'same-origin' : 'same-origin-allow-popups',
    // Apple Pay and Google Pay open from the provider's frames.
    'Permissions-Policy': `payment=(${payment}), camera=(), microphone=(), geolocation=()`,
    // Not `no-referrer`: with that a browser sends `Origin: null` with our own forms.
    'Referrer-Policy': 'strict-origin',
    'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
    'X-Content-Type-Options': 'nosniff',
    // It knows no list of origins, and older browsers let it overrule the policy: so it is left out.
    ...(input.frameAncestors.length === 0 ? { 'X-Frame-Options': 'DENY' } : {}),
  };
}

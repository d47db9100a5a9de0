import { describe, expect, it } from 'vitest';
import { contentSecurityPolicies, securityHeaders } from './content-security-policy.ts';

const LIVE = {
  nonce: 'bm9uY2U=',
  simulatorOrigin: null,
  styleHashes: ["'sha256-x'"],
  dashboard: false,
  secure: true,
  frameAncestors: [],
  development: false,
};

const directives = (policy: string) =>
  Object.fromEntries(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources];
    }),
  );

describe('the two policies', () => {
  it('trust scripts by nonce, and hold what those load to a list of hosts', () => {
    const [trust, hosts] = contentSecurityPolicies(LIVE).map(directives);
    expect(trust?.['script-src']).toEqual(["'nonce-bm9uY2U='", "'strict-dynamic'"]);
    expect(hosts?.['script-src']).toEqual([
      "'self'",
      "'unsafe-inline'",
      'https://js.stripe.com',
      'https://*.js.stripe.com',
    ]);
    expect(trust?.['default-src']).toEqual(["'none'"]);
    expect(trust?.['frame-ancestors']).toEqual(["'none'"]);
    expect(trust?.['base-uri']).toEqual(["'none'"]);
  });

  it('are both reported: by name over https, and by address where browsers report so only', () => {
    for (const policy of contentSecurityPolicies(LIVE).map(directives)) {
      expect(policy['report-to']).toEqual(['csp']);
      expect(policy['report-uri']).toEqual(['/csp']);
    }
    for (const policy of contentSecurityPolicies({ ...LIVE, secure: false }).map(directives)) {
      expect(policy['report-to']).toBeUndefined();
      expect(policy['report-uri']).toEqual(['/csp']);
    }
  });

  it('let nothing of a payment provider into the dashboard', () => {
    const sandbox = { ...LIVE, dashboard: true, simulatorOrigin: 'http://localhost:4010' };
    const policies = contentSecurityPolicies(sandbox);
    expect(policies.join(' ')).not.toMatch(/stripe|localhost/);
    expect(directives(policies[0])['frame-src']).toEqual(["'self'"]);
    const headers = securityHeaders(sandbox);
    expect(headers['Permissions-Policy']).toContain('payment=()');
    expect(headers['Cross-Origin-Opener-Policy']).toBe('same-origin');
    expect(securityHeaders(LIVE)['Cross-Origin-Opener-Policy']).toBe('same-origin-allow-popups');
  });

  it('name the simulator in the sandbox only', () => {
    expect(contentSecurityPolicies(LIVE).join(' ')).not.toMatch(/http:|localhost|unsafe-eval/);
    const sandbox = { ...LIVE, simulatorOrigin: 'http://localhost:4010' };
    const [trust, hosts] = contentSecurityPolicies(sandbox).map(directives);
    expect(trust?.['frame-src']).toContain('http://localhost:4010');
    expect(hosts?.['script-src']).toContain('http://localhost:4010');
    expect(trust?.['connect-src'], 'its frames talk for it').not.toContain('http://localhost:4010');
  });
});

describe('the right to open a wallet', () => {
  const payment = (simulatorOrigin: string | null) =>
    /payment=\(([^)]*)\)/.exec(
      securityHeaders({ simulatorOrigin, frameAncestors: [], dashboard: false })[
        'Permissions-Policy'
      ] ?? '',
    )?.[1];

  it('is the page’s and the card provider’s, and in the sandbox the simulator’s', () => {
    expect(payment(null)).toBe('self "https://js.stripe.com" "https://*.js.stripe.com"');
    expect(payment('http://localhost:4010')).toBe(`${payment(null)} "http://localhost:4010"`);
  });
});

describe('who may frame an answer', () => {
  it('is nobody, said in both ways, unless told', () => {
    const [trust] = contentSecurityPolicies(LIVE).map(directives);
    expect(trust?.['frame-ancestors']).toEqual(["'none'"]);
    expect(securityHeaders(LIVE)['X-Frame-Options']).toBe('DENY');
  });

  it('is exactly the origins named, and then no header speaks against it', () => {
    const frameAncestors = ['https://shop.example.hk', 'https://www.shop.example.hk:8443'];
    const [trust] = contentSecurityPolicies({ ...LIVE, frameAncestors }).map(directives);
    expect(trust?.['frame-ancestors']).toEqual(frameAncestors);
    expect(securityHeaders({ ...LIVE, frameAncestors })).not.toHaveProperty('X-Frame-Options');
  });
});

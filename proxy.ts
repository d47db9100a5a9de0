import { type NextRequest, NextResponse } from 'next/server';
import { isLocale } from '#lib/i18n/locales.ts';
import { negotiateLocale } from '#lib/i18n/negotiate-locale.ts';
import { contentSecurityPolicies, securityHeaders } from '#lib/platform/content-security-policy.ts';
import { inlineStyleHashes } from '#lib/platform/inline-style-hashes.ts';
import { type Env, readEnv } from '#lib/platform/env.ts';

/**
 * In front of every answer: headers, language, and turning away what no page or action of ours could
 * have sent, before the framework parses it. No authorisation happens here; each page, route and
 * action does its own.
 */

/** Our largest form is well under this. */
const MAX_ACTION_BYTES = 32 * 1024;

/** Names the framework, a proxy in front of us or we ourselves give meaning to; never a client's to set. */
const NOT_THE_CLIENTS = [
  'content-security-policy',
  'content-security-policy-report-only',
  'x-nonce',
  'x-praya-locale',
  'x-praya-path',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-nextjs-data',
  'next-resume',
];

export function proxy(request: NextRequest): NextResponse {
  // Built files say what they are and nothing else: a policy governs the page that loads them.
  if (isStatic(request)) {
    const file = NextResponse.next();
    file.headers.set('X-Content-Type-Options', 'nosniff');
    return file;
  }
  const env = settings();
  const nonce = btoa(crypto.randomUUID());
  const simulatorOrigin = env.SIMULATOR_ORIGIN ?? null;
  const policies = contentSecurityPolicies({
    nonce,
    simulatorOrigin,
    styleHashes: styleHashes(),
    development: env.NODE_ENV === 'development',
  });
  const response = route(request, env, { nonce, policy: policies[0] });
  const others = securityHeaders({ simulatorOrigin });
  for (const [name, value] of Object.entries(others)) response.headers.set(name, value);
  response.headers.set('Content-Security-Policy', policies[0]);
  response.headers.append('Content-Security-Policy', policies[1]);
  return response;
}

function route(
  request: NextRequest,
  env: Env,
  page: { nonce: string; policy: string },
): NextResponse {
  const { pathname } = request.nextUrl;
  // The image optimiser has had critical holes, and no page of ours uses it.
  if (pathname.startsWith('/_next/image')) return refuse(404, 'not_found');
  if (isEndpoint(pathname)) return NextResponse.next();
  const refusal = refuseAction(request, env);
  if (refusal !== null) return refusal;

  const headers = new Headers(request.headers);
  for (const name of NOT_THE_CLIENTS) headers.delete(name);
  // The framework compares a form's Origin with the host it believes to be its own: tell it ours.
  headers.set('x-forwarded-host', new URL(env.PUBLIC_ORIGIN).host);
  // An opaque origin makes the framework answer 500. Our own gate treats it as missing.
  if (headers.get('origin') === 'null') headers.delete('origin');
  headers.set('x-nonce', page.nonce);
  headers.set('Content-Security-Policy', page.policy);

  const first = pathname.split('/')[1] ?? '';
  const named = isLocale(first);
  const locale = named ? first : negotiateLocale(request.headers.get('accept-language'));
  headers.set('x-praya-locale', locale);
  headers.set('x-praya-path', named ? pathname : `/${locale}${pathname}`);
  if (named) return NextResponse.next({ request: { headers } });
  const url = request.nextUrl.clone();
  url.pathname = `/${locale}${pathname}`;
  return NextResponse.rewrite(url, { request: { headers } });
}

/** Posts to pages are server actions. One that none of our pages can have sent gets a 4xx here. */
function refuseAction(request: NextRequest, env: Env): NextResponse | null {
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  if (request.method !== 'POST') return refuse(405, 'method_not_allowed');
  const origin = request.headers.get('origin');
  const fromUs = origin === null || origin === 'null' || origin === env.PUBLIC_ORIGIN;
  if (!fromUs) return refuse(403, 'wrong_origin');
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (!Number.isInteger(length)) return refuse(411, 'length_required');
  if (length > MAX_ACTION_BYTES) return refuse(413, 'too_large');
  const type = request.headers.get('content-type') ?? '';
  const actionId = request.headers.get('next-action');
  const asForm = /^multipart\/form-data; *boundary=[\w'()+,./:=? -]{1,70}$/i.test(type);
  const asCall = actionId !== null && /^text\/plain(; *charset=utf-8)?$/i.test(type);
  if (!asForm && !asCall) return refuse(415, 'unsupported_media_type');
  if (actionId !== null && !/^[0-9a-f]{42}$/.test(actionId)) return refuse(404, 'no_such_action');
  return null;
}

function refuse(status: number, code: string): NextResponse {
  return NextResponse.json({ error: { type: 'invalid_request_error', code } }, { status });
}

function isStatic(request: NextRequest): boolean {
  const { pathname } = request.nextUrl;
  return pathname.startsWith('/_next/static/') || /^\/(?:icon\.svg|robots\.txt)$/.test(pathname);
}

/** Routes that answer programs; they carry no page and check their own callers. */
function isEndpoint(pathname: string): boolean {
  return /^\/(?:v1|api|csp|health|_next)(?:\/|$)/.test(pathname);
}

let cached: Env | null = null;

function settings(): Env {
  cached ??= readEnv();
  return cached;
}

let cachedHashes: readonly string[] | null = null;

function styleHashes(): readonly string[] {
  cachedHashes ??= inlineStyleHashes(process.cwd());
  return cachedHashes;
}

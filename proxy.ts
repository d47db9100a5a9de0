import { createHash } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import dashboardStyles from '#app/dashboard.css';
import styles from '#app/globals.css';
import { AGAIN, FAILED, isGivenUp } from '#lib/front/again.ts';
import { checkAction } from '#lib/front/check-action.ts';
import {
  isBelowDashboard,
  isFramedByDashboard,
  merchantInPath,
} from '#lib/front/dashboard-path.ts';
import { readKnownActions } from '#lib/front/known-actions.ts';
import {
  MESSAGE_STATUS,
  type MessagePageInput,
  messagePageHeaders,
  messagePageHtml,
} from '#lib/front/message-page.ts';
import { isBelowLink, readLinkCode } from '#lib/front/link-path.ts';
import { isBelowPay, readPayPath } from '#lib/front/pay-path.ts';
import { type Locale, isLocale } from '#lib/i18n/locales.ts';
import { negotiateLocale } from '#lib/i18n/negotiate-locale.ts';
import {
  type PageReading,
  type PageStanding,
  findDashboard,
  findLinkPage,
  findPage,
  readPage,
} from '#lib/operations/find-page.ts';
import {
  REPORTING_ENDPOINTS,
  contentSecurityPolicies,
  securityHeaders,
} from '#lib/platform/content-security-policy.ts';
import { type Env, readEnv } from '#lib/platform/env.ts';
import { operatorCookie } from '#lib/platform/operator-cookie.ts';
import { readLimited } from '#lib/platform/read-limited.ts';

/**
 * In front of every answer: headers, language, and turning away what no page or action of ours could
 * have sent, before the framework parses it. No authorisation happens here; each page, route and
 * action does its own.
 */

/** Our largest form is well under this. */
const MAX_ACTION_BYTES = 32 * 1024;
/** A form that takes longer than this to arrive is no shopper's. */
const ACTION_TIMEOUT_MS = 10_000;

/** Set here for what is behind; whatever a client wrote into them is dropped (clean-requests.ts too). */
const NOT_THE_CLIENTS = [
  'content-security-policy',
  'content-security-policy-report-only',
  'x-nonce',
  'x-praya-locale',
  'x-praya-path',
  'x-praya-query',
  'x-praya-again',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-nextjs-data',
  'next-resume',
];

/** Every page's style sheets come inside it, without a nonce: their texts are known beforehand. */
const STYLE_HASH = hashSource(styles);
const DASHBOARD_STYLE_HASH = hashSource(dashboardStyles);

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** What one request is about, read once. */
interface Asked {
  readonly locale: Locale;
  /** Its address, with the language. */
  readonly path: string;
  /** The address named its language. */
  readonly named: boolean;
}

export async function proxy(request: NextRequest): Promise<NextResponse> {
  // Built files say what they are and nothing else: a policy governs the page that loads them.
  if (isStatic(request)) {
    const file = NextResponse.next();
    file.headers.set('X-Content-Type-Options', 'nosniff');
    // Other sites' pages load it, also those that let in only what says that it is for them.
    if (request.nextUrl.pathname === '/checkout.js') {
      file.headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
      file.headers.set('Access-Control-Allow-Origin', '*');
    }
    return file;
  }
  const env = settings();
  const nonce = btoa(crypto.randomUUID());
  const simulatorOrigin = env.SIMULATOR_ORIGIN ?? null;
  const secure = env.PUBLIC_ORIGIN.startsWith('https:');
  const dashboard = isBelowDashboard(readAddress(request).path);
  const policiesFor = (frameAncestors: readonly string[]) =>
    contentSecurityPolicies({
      nonce,
      secure,
      simulatorOrigin,
      styleHashes: dashboard ? [STYLE_HASH, DASHBOARD_STYLE_HASH] : [STYLE_HASH],
      dashboard,
      frameAncestors,
      development: env.NODE_ENV === 'development',
    });
  // The framework takes the nonce from this one; who may frame the page is for the browser alone.
  const [inner] = policiesFor([]);
  const { response, frameAncestors } = await route(request, env, { nonce, policy: inner });
  const policies = policiesFor(frameAncestors);
  const others = securityHeaders({ simulatorOrigin, frameAncestors, dashboard });
  for (const [name, value] of Object.entries(others)) response.headers.set(name, value);
  if (secure) response.headers.set('Reporting-Endpoints', REPORTING_ENDPOINTS);
  response.headers.set('Content-Security-Policy', policies[0]);
  response.headers.append('Content-Security-Policy', policies[1]);
  return response;
}

async function route(
  request: NextRequest,
  env: Env,
  page: { nonce: string; policy: string },
): Promise<Routed> {
  const { pathname, searchParams } = request.nextUrl;
  // The image optimiser has had critical holes, and no page of ours uses it.
  if (pathname.startsWith('/_next/image')) return unframed(refuse(404, 'not_found'));
  if (isEndpoint(pathname)) return unframed(NextResponse.next());
  const asked = readAddress(request);
  const again = searchParams.get(AGAIN);
  const refusal =
    (await refuseAction(request, env, asked)) ??
    (again === FAILED ? message('try_again_later', asked, 500) : null) ??
    (isGivenUp(again) ? message('try_again_later', asked) : null);
  if (refusal !== null) return unframed(refusal);
  const found = await lookForPage(request, asked, page.nonce);
  if (found instanceof NextResponse) return unframed(found);

  const headers = new Headers(request.headers);
  for (const name of NOT_THE_CLIENTS) headers.delete(name);
  // The framework compares a form's Origin with the host it believes to be its own: tell it ours.
  headers.set('x-forwarded-host', new URL(env.PUBLIC_ORIGIN).host);
  // An opaque origin makes the framework answer 500. Our own gate treats it as missing.
  if (headers.get('origin') === 'null') headers.delete('origin');
  headers.set('x-nonce', page.nonce);
  headers.set('Content-Security-Policy', page.policy);
  headers.set('x-praya-locale', asked.locale);
  headers.set('x-praya-path', asked.path);
  headers.set('x-praya-query', request.nextUrl.search);
  if (again !== null) headers.set('x-praya-again', again);
  const { frameAncestors } = found;
  if (asked.named) return { response: NextResponse.next({ request: { headers } }), frameAncestors };
  const url = request.nextUrl.clone();
  url.pathname = asked.path;
  return { response: NextResponse.rewrite(url, { request: { headers } }), frameAncestors };
}

/** An answer, and the origins whose pages may frame it. */
interface Routed {
  readonly response: NextResponse;
  readonly frameAncestors: readonly string[];
}

function unframed(response: NextResponse): Routed {
  return { response, frameAncestors: [] };
}

function readAddress(request: NextRequest): Asked {
  const { pathname } = request.nextUrl;
  const first = pathname.split('/')[1] ?? '';
  if (isLocale(first)) return { locale: first, path: pathname, named: true };
  const locale = negotiateLocale(request.headers.get('accept-language'));
  return { locale, path: `/${locale}${pathname}`, named: false };
}

/**
 * A session's or link's page that is not there, or cannot be shown now, is answered here with its status. Of
 * one that is there, who may frame it: read with what it will be drawn of, so that it costs no query more.
 */
async function lookForPage(
  request: NextRequest,
  asked: Asked,
  ticket: string,
): Promise<NextResponse | Pick<PageReading, 'frameAncestors'>> {
  const looked = lookFor(request, asked, ticket);
  if (looked === null) return { frameAncestors: [] };
  const { standing, frameAncestors } = await looked;
  switch (standing) {
    case 'there':
      return { frameAncestors };
    case 'not_found':
    case 'try_again_later':
      return message(standing, asked);
    case 'failed':
      return message('try_again_later', asked, 500);
  }
}

/** Whether a page is there; null for an address that is no session's, no link's and no merchant's. */
function lookFor(
  request: NextRequest,
  asked: Asked,
  ticket: string,
): Promise<PageReading> | PageReading | null {
  if (isBelowLink(asked.path)) {
    const code = readLinkCode(asked.path);
    return code === null ? NO_PAGE : inNoFrame(findLinkPage(code));
  }
  if (isBelowDashboard(asked.path)) {
    const merchantId = merchantInPath(asked.path);
    if (merchantId === null) return null;
    const { name } = operatorCookie(settings().PUBLIC_ORIGIN);
    const token = request.cookies.get(name)?.value ?? null;
    const reading = inNoFrame(findDashboard({ merchantId, token }));
    return isFramedByDashboard(asked.path) ? inOwnFrame(reading) : reading;
  }
  if (!isBelowPay(asked.path)) return null;
  const page = readPayPath(asked.path);
  if (page === null) return NO_PAGE;
  const drawn = request.method === 'GET' && !page.isReturn;
  return drawn ? readPage(page, ticket) : inNoFrame(findPage(page));
}

const NO_PAGE: PageReading = { standing: 'not_found', frameAncestors: [] };

/** For a page that ours alone may frame. */
async function inOwnFrame(reading: Promise<PageReading>): Promise<PageReading> {
  return { ...(await reading), frameAncestors: ["'self'"] };
}

async function inNoFrame(standing: Promise<PageStanding>): Promise<PageReading> {
  return { standing: await standing, frameAncestors: [] };
}

/** Posts to pages are server actions. One that none of our pages can have sent gets a 4xx here. */
async function refuseAction(
  request: NextRequest,
  env: Env,
  asked: Asked,
): Promise<NextResponse | null> {
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  if (request.method !== 'POST') return refuse(405, 'method_not_allowed');
  const origin = request.headers.get('origin');
  const fromUs = origin === null || origin === 'null' || origin === env.PUBLIC_ORIGIN;
  if (!fromUs) return refuse(403, 'wrong_origin');
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (!Number.isInteger(length)) return refuse(411, 'length_required');
  if (length > MAX_ACTION_BYTES) return refuse(413, 'too_large');
  const body = await readLimited(request.body, {
    maxBytes: MAX_ACTION_BYTES,
    timeoutMs: ACTION_TIMEOUT_MS,
  });
  if (body === 'too_long') return refuse(413, 'too_large');
  if (body === 'too_slow') return refuse(408, 'too_slow');
  const actionId = request.headers.get('next-action');
  const verdict = checkAction({
    contentType: request.headers.get('content-type') ?? '',
    actionId,
    body,
    knownActions: knownActions(env),
    mayRepeat: isBelowDashboard(asked.path),
  });
  switch (verdict.kind) {
    case 'pass':
      return null;
    case 'refuse':
      return refuse(verdict.status, verdict.code);
    case 'outdated':
      return toFreshPage(request, asked, actionId !== null);
  }
}

/**
 * A form of a page that was opened before a release: nothing came of it, and its session's page makes a
 * fresh one and says so. A script is told in the framework's own way, which makes it load the page whole.
 */
function toFreshPage(request: NextRequest, asked: Asked, byScript: boolean): NextResponse {
  const session = readPayPath(asked.path)?.sessionPath;
  const target = session === undefined ? asked.path : `${session}?refused=try_again`;
  if (byScript) {
    const headers = { 'x-action-redirect': `${target};replace` };
    return new NextResponse(null, { status: 409, headers });
  }
  // The framework wants an address with a host here, and sends it without.
  return NextResponse.redirect(new URL(target, request.nextUrl), 303);
}

function message(
  kind: MessagePageInput['kind'],
  asked: Asked,
  status: number = MESSAGE_STATUS[kind],
): NextResponse {
  const { locale, path } = asked;
  const reader = isBelowDashboard(path) ? 'operator' : 'shopper';
  return new NextResponse(messagePageHtml({ kind, reader, locale, path, styles }), {
    status,
    headers: messagePageHeaders({ status, path }),
  });
}

function refuse(status: number, code: string): NextResponse {
  return NextResponse.json({ error: { type: 'invalid_request_error', code } }, { status });
}

function isStatic(request: NextRequest): boolean {
  const { pathname } = request.nextUrl;
  return (
    pathname.startsWith('/_next/static/') ||
    /^\/(?:icon\.svg|robots\.txt|checkout\.(?:js|d\.ts))$/.test(pathname)
  );
}

/** Routes that answer programs; they carry no page and check their own callers. */
function isEndpoint(pathname: string): boolean {
  return /^\/(?:v1|api|csp|health|_next)(?:\/|$)/.test(pathname);
}

/** What stays the same while the process runs. */
const kept: {
  env?: Env;
  actions?: ReadonlySet<string> | null;
} = {};

function settings(): Env {
  kept.env ??= readEnv();
  return kept.env;
}

function knownActions(env: Env): ReadonlySet<string> | null {
  if (env.NODE_ENV === 'development') return null;
  kept.actions ??= readKnownActions(process.cwd());
  return kept.actions;
}

import type { Random } from './random.ts';
import type { HostileRequest } from './send.ts';

export interface RouteFacts {
  readonly sessionId: string;
  readonly secretKey: string;
  readonly accountId: string;
}

const headerSafe = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '') || 'x';
const pathSafe = (text: string): string => text.replaceAll(/[^\x21-\x7e]/g, '~');

/** Requests to the routes that nothing may come of, without end. */
export function* hostileRoutes(random: Random, facts: RouteFacts): Generator<HostileRequest> {
  for (;;) yield random.pick(KINDS)(random, facts);
}

type Kind = (random: Random, facts: RouteFacts) => HostileRequest;

function make(label: string, request: Partial<HostileRequest> & { path: string }): HostileRequest {
  return { label, method: 'GET', headers: {}, body: '', ...request };
}

/** JSON or nearly: deep, wide, of wrong types. */
function json(random: Random): string {
  return random.pick([
    random.text(400),
    '{',
    '[]',
    'null',
    '0',
    '"x"',
    `${'['.repeat(4_000)}${']'.repeat(4_000)}`,
    `{"a":`.repeat(500) + '1' + '}'.repeat(500),
    JSON.stringify({ [random.text(20)]: random.text(50), __proto__: { x: 1 } }),
    `{"csp-report":${random.pick(['null', '1', '[]', '{"blocked-uri":1}'])}}`,
    `[{"type":"csp-violation","body":${random.pick(['null', '[]', '"x"', '{"blockedURL":{}}'])}}]`,
    '1'.repeat(20_000),
  ]);
}

/** Form fields that make no session: whatever they hold, `line_items` is not among them. */
function fields(random: Random): string {
  const name = () =>
    random.pick([
      'mode',
      'success_url',
      'metadata[a]',
      'expires_at',
      'a[b][c][d]',
      'a[]',
      '[',
      '',
    ]) + random.pick(['', '', '[__proto__]', encodeURIComponent(random.text(8).toWellFormed())]);
  const value = () => encodeURIComponent(random.text(60).toWellFormed());
  return Array.from({ length: random.below(30) }, () => `${name()}=${value()}`).join('&');
}

const KINDS: readonly Kind[] = [
  (random, { secretKey }) =>
    make('merchant API: create', {
      method: 'POST',
      path: '/v1/checkout/sessions',
      headers: {
        authorization: random.chance(70)
          ? `Bearer ${secretKey}`
          : headerSafe(`Bearer ${random.text(80)}`),
        'content-type': random.pick([
          'application/x-www-form-urlencoded',
          'application/json',
          headerSafe(random.text(40)),
        ]),
        ...(random.chance(20) ? { 'stripe-version': headerSafe(random.text(20)) } : {}),
      },
      body: random.chance(80) ? fields(random) : json(random),
    }),
  (random, { secretKey, sessionId }) =>
    make('merchant API: elsewhere', {
      method: random.pick(['GET', 'DELETE', 'PUT', 'OPTIONS', 'HEAD', 'PATCH']),
      path: pathSafe(
        `/v1/${random.pick(['checkout/sessions', 'events', 'x', ''])}/${random.pick([
          sessionId.slice(0, -1),
          random.text(30),
          '..',
        ])}?${fields(random)}`,
      ),
      headers: { authorization: `Bearer ${random.chance(80) ? secretKey : 'x'}` },
    }),
  (random, { sessionId }) =>
    make('status', {
      method: random.pick(['GET', 'POST', 'HEAD']),
      path: pathSafe(
        `/api/checkout/${random.chance(50) ? sessionId : random.text(40)}/status?attempt=${random.text(40)}`,
      ),
    }),
  (random, { accountId }) =>
    make('provider webhook', {
      method: 'POST',
      path: pathSafe(
        `/api/providers/${random.pick(['stripe', 'airwallex', 'x', random.text(8)])}/${random.chance(70) ? accountId : random.text(30)}/webhook`,
      ),
      headers: {
        'stripe-signature': headerSafe(`t=${random.below(2e9)},v1=${random.text(70)}`),
        'x-signature': headerSafe(random.text(70)),
        'x-timestamp': headerSafe(random.text(14)),
      },
      body: json(random),
    }),
  (random) =>
    make('policy report', {
      method: random.pick(['POST', 'POST', 'POST', 'GET', 'PUT']),
      path: '/csp',
      headers: {
        'content-type': random.pick([
          'application/csp-report',
          'application/reports+json',
          'application/json',
          headerSafe(random.text(30)),
        ]),
      },
      body: json(random),
    }),
  (random, { sessionId }) =>
    make('return', {
      method: random.pick(['GET', 'GET', 'HEAD', 'POST', 'PUT']),
      path: pathSafe(
        `/en/pay/${random.chance(60) ? sessionId : random.text(40)}/return?attempt=${random.text(40)}&url=//evil.example&next=https://evil.example`,
      ),
    }),
  (random, { sessionId }) =>
    make('page', {
      method: random.pick(['GET', 'GET', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND']),
      path: pathSafe(
        random.pick([
          `/en/pay/${sessionId}/${random.text(30)}`,
          `/zh-HK/pay/${random.text(60)}`,
          `/${random.text(60)}`,
          `//evil.example/${random.text(10)}`,
          `/\\evil.example/%2e%2e/${random.text(10)}`,
          `/en/pay/${sessionId}?${random.text(80)}`,
          `/_next/${random.text(40)}`,
          `/_next/image?url=${random.text(40)}&w=64&q=75`,
        ]),
      ),
      headers: {
        'accept-language': headerSafe(random.text(80)),
        ...(random.chance(30)
          ? {
              rsc: '1',
              [random.pick([
                'next-router-state-tree',
                'next-router-prefetch',
                'next-router-segment-prefetch',
                'next-url',
                'x-nextjs-data',
                'x-middleware-subrequest',
              ])]: headerSafe(random.text(60)),
            }
          : {}),
      },
    }),
];

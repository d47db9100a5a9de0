import { type AddressInfo, Socket } from 'node:net';
import { createServer, request as send } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { SOCKET_ADDRESS_HEADER, cleanEveryRequest, cleanRequest } from './clean-requests.ts';

function cleaned(headers: Record<string, string>, url = '/', method = 'GET') {
  const request = { headers: { ...headers }, socket: new Socket(), url, method };
  cleanRequest(request);
  return { ...request.headers, url: request.url, method: request.method };
}

describe('a request', () => {
  it.each([
    'x-praya-path',
    SOCKET_ADDRESS_HEADER,
    'x-middleware-subrequest',
    'x-middleware-rewrite',
    'x-nonce',
    'content-security-policy',
    'content-security-policy-report-only',
    'x-nextjs-data',
    'next-resume',
    'x-invoke-status',
  ])('loses %s, which is not the client’s to set', (name) => {
    expect(cleaned({ [name]: 'x' })).not.toHaveProperty([name]);
  });

  it.each(['origin', 'next-action', 'rsc', 'x-forwarded-for', 'accept-language', 'authorization'])(
    'keeps %s',
    (name) => {
      expect(cleaned({ [name]: 'x' })).toHaveProperty([name], 'x');
    },
  );

  it('whose method the framework cannot take has one that nobody answers', () => {
    expect(cleaned({}, '/', 'TRACE').method).toBe('OPTIONS');
    expect(cleaned({}, '/', 'POST').method).toBe('POST');
  });

  it.each([
    ['/en/pay/%E0%A4%A', '/-'],
    ['/%', '/-'],
    ['/a%00b', '/-'],
    ['http://evil.example/', '/-'],
    ['*', '/-'],
    ['/en?x=%E0%A4%A', '/en?x=%E0%A4%A'],
    ['/%E8%8C%B6', '/%E8%8C%B6'],
  ])('for %s leads to %s', (url, target) => {
    expect(cleaned({}, url).url).toBe(target);
  });
});

it('is cleaned before any server of the process sees it, and says where it came from', async () => {
  cleanEveryRequest();
  cleanEveryRequest();
  const server = createServer((request, response) => {
    response.end(JSON.stringify({ headers: request.headers, url: request.url }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const asked = send({
      port: (server.address() as AddressInfo).port, // listening on TCP
      host: '127.0.0.1',
      path: '/%zz',
      headers: { 'x-nonce': 'evil', [SOCKET_ADDRESS_HEADER]: '198.51.100.1' },
    });
    asked.end();
    const [response] = (await once(asked, 'response')) as [AsyncIterable<Buffer>]; // Node's own event
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const seen: unknown = JSON.parse(Buffer.concat(chunks).toString());
    expect(seen).toMatchObject({ url: '/-', headers: { [SOCKET_ADDRESS_HEADER]: '127.0.0.1' } });
    expect(JSON.stringify(seen)).not.toContain('evil');
  } finally {
    server.close();
  }
});

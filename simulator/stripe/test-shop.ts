import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { build } from 'esbuild';

/** A shop's page on an origin of its own, as strict as the checkout page is. */
export interface TestShop {
  readonly origin: string;
  /** Everything that reached the shop's origin: lines of `METHOD url body`. */
  readonly requests: string[];
  close(): Promise<void>;
}

const NONCE = 'c2hvcC1ub25jZQ';

/** Serves a page that loads `script` (module source) under a CSP with a nonce and strict-dynamic. */
export async function startTestShop(simulatorOrigin: string, script: string): Promise<TestShop> {
  const bundle = await build({
    stdin: { contents: script, resolveDir: import.meta.dirname, loader: 'tsx' },
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"development"' },
    tsconfigRaw: {},
  });
  const code = bundle.outputFiles[0]?.text ?? '';
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<script nonce="${NONCE}" src="${simulatorOrigin}/stripe.js"></script>
<script nonce="${NONCE}" src="/shop.js" defer></script></head>
<body><div id="root"></div></body></html>`;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests.push(`${request.method} ${request.url} ${body}`);
      if (request.url === '/shop.js') {
        response.setHeader('Content-Type', 'text/javascript').end(code);
        return;
      }
      response
        .setHeader('Content-Type', 'text/html')
        .setHeader(
          'Content-Security-Policy',
          `default-src 'none'; script-src 'nonce-${NONCE}' 'strict-dynamic'; style-src 'self' 'nonce-${NONCE}'; connect-src 'self'; frame-src ${simulatorOrigin}; base-uri 'none'`,
        )
        .end(page);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // an AddressInfo for every TCP server
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import type { Context } from 'hono';

import type { BrowserWallets } from './browser-wallets.ts';
import type { StripeHono } from './pipeline.ts';
import type { ScriptWeight } from './script-weight.ts';

const SCRIPTS = {
  '/stripe.js': 'stripe.ts',
  '/stripe-js/frame.js': 'frame.ts',
  '/stripe-js/challenge-done.js': 'challenge-done.ts',
  '/stripe-js/wallet-done.js': 'wallet-done.ts',
} as const;

const FRAMES: readonly string[] = [
  'payment',
  'card',
  'cardNumber',
  'cardExpiry',
  'cardCvc',
  'expressCheckout',
  'controller',
];

// One build per process, whatever the number of apps; a failed build is tried again.
let bundles: Promise<ReadonlyMap<string, string>> | null = null;

/** Serves the stand-in for Stripe.js and the pages of its frames. */
export function mountBrowserAssets(
  app: StripeHono,
  wallets: BrowserWallets,
  weight: ScriptWeight,
): void {
  for (const [path, entry] of Object.entries(SCRIPTS)) {
    app.get(path, (c) => script(c, entry, weight));
  }
  app.get('/stripe-js/frame/:element', (c) => {
    const element = c.req.param('element');
    if (!FRAMES.includes(element)) return c.notFound();
    return c.html(framePage(element, wallets.get()), 200, {
      'Content-Security-Policy':
        "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'",
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    });
  });
}

async function script(c: Context, entry: string, weight: ScriptWeight): Promise<Response> {
  bundles ??= buildAll();
  try {
    const text = (await bundles).get(entry);
    if (text === undefined) throw new Error(`${entry} was not built`);
    return c.body(text + weight.padding(), 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'no-cache',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'X-Content-Type-Options': 'nosniff',
    });
  } catch (error) {
    bundles = null;
    throw error;
  }
}

async function buildAll(): Promise<ReadonlyMap<string, string>> {
  const folder = fileURLToPath(new URL('./browser/', import.meta.url));
  const entries = Object.values(SCRIPTS);
  const result = await build({
    absWorkingDir: folder,
    entryPoints: entries,
    outdir: folder,
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'silent',
    // The source's own settings suffice; the project's tsconfig has Next's plugin in it.
    tsconfigRaw: { compilerOptions: { target: 'ES2022', useDefineForClassFields: true } },
  });
  return new Map(
    entries.map((entry) => {
      const name = entry.replace(/\.ts$/, '.js');
      const file = result.outputFiles.find(({ path }) => path.endsWith(`/${name}`));
      if (file === undefined) throw new Error(`no bundle of ${entry}`);
      return [entry, file.text];
    }),
  );
}

function framePage(element: string, wallets: ReturnType<BrowserWallets['get']>): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Secure payment input frame</title><script src="/stripe-js/frame.js" defer></script></head>
<body data-element="${element}" data-apple-pay="${wallets.apple_pay}" data-google-pay="${wallets.google_pay}"></body></html>`;
}

import { createServer } from 'node:http';
import { z } from 'zod';
import type { CheckoutSessionId, PaymentAttemptId, ProviderAccountId } from '#lib/domain/ids.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { PROVIDER_IDS } from '#lib/domain/provider.ts';
import { openApp } from '#lib/operations/app-context.ts';
import { checkoutStatus } from '#lib/operations/checkout-status.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { isDatabaseUnavailable } from '#lib/operations/database-away.ts';
import { loadAttempt } from '#lib/operations/load-attempt.ts';
import { receiveNotification } from '#lib/operations/receive-notification.ts';
import { returnToAttempt } from '#lib/operations/return-to-attempt.ts';
import { startPayment } from '#lib/operations/start-payment.ts';
import { readEnv } from '#lib/platform/env.ts';

/**
 * The money core as a process of its own, to be killed: the operations and the background work, called
 * as the pages and the routes call them, without the pages. Settings come from the environment, as for
 * the app; `ENGINE_PORT` is its port.
 */

const sessionField = z.string().transform((id) => id as CheckoutSessionId); // the test's own ids
const attemptField = z.string().transform((id) => id as PaymentAttemptId); // as above
const DEVICE = { form: 'desktop', os: 'other' } as const;

type Handler = (context: AppContext, input: URLSearchParams) => Promise<unknown>;

const PAGES: Readonly<Record<string, Handler>> = {
  '/health': () => Promise.resolve({}),
  '/pay': async (context, input) => {
    const method = z.enum(METHOD_IDS).parse(input.get('method'));
    const token = input.get('token');
    return startPayment(context, {
      sessionId: sessionField.parse(input.get('session')),
      method,
      device: DEVICE,
      locale: 'en',
      input: token === null ? {} : { confirmationToken: token },
      customerEmail: null,
    });
  },
  /** The attempt's page: the code, or what the browser needs for 3-D Secure. */
  '/attempt': async (context, input) => {
    const view = await loadAttempt(context, { ...placeOf(input), device: DEVICE });
    if (view?.state !== 'requires_action') return { state: view?.state ?? null, action: null };
    return { state: view.state, action: view.nextAction };
  },
  '/status': (context, input) => checkoutStatus(context, placeOf(input)),
  '/return': (context, input) => returnToAttempt(context, placeOf(input)),
};

function placeOf(input: URLSearchParams) {
  return {
    sessionId: sessionField.parse(input.get('session')),
    attemptId: attemptField.parse(input.get('attempt')),
  };
}

const NOTIFIED = /^\/webhook\/([a-z]+)\/(pacc_[0-9A-Za-z]{24})$/;
const STATUS = { accepted: 200, refused: 400, unknown_account: 404 } as const;

async function notified(
  context: AppContext,
  path: RegExpExecArray,
  sent: { headers: Readonly<Record<string, string>>; rawBody: string },
): Promise<number> {
  const result = await receiveNotification(context, {
    provider: z.enum(PROVIDER_IDS).parse(path[1]),
    accountId: path[2] as ProviderAccountId, // the pattern is the brand's
    ...sent,
  });
  return STATUS[result];
}

async function answer(
  context: AppContext,
  url: URL,
  sent: { headers: Readonly<Record<string, string>>; rawBody: string },
): Promise<{ status: number; body: unknown }> {
  try {
    const notification = NOTIFIED.exec(url.pathname);
    if (notification !== null)
      return { status: await notified(context, notification, sent), body: {} };
    const page = PAGES[url.pathname];
    if (page === undefined) return { status: 404, body: {} };
    return { status: 200, body: (await page(context, url.searchParams)) ?? null };
  } catch (error) {
    if (isDatabaseUnavailable(error)) return { status: 503, body: {} };
    context.log.error({ err: error, path: url.pathname }, 'request failed');
    return { status: 500, body: {} };
  }
}

const { context, close } = await openApp(readEnv(), { work: true });
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const rawBody = Buffer.concat(chunks).toString('utf8');
    const url = new URL(request.url ?? '/', 'http://engine');
    void answer(context, url, { headers, rawBody }).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
});
server.listen(Number(process.env['ENGINE_PORT']), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void close().finally(() => process.exit(0));
});

import { once } from 'node:events';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { Database } from '#lib/db/client.ts';
import { delivery } from '#lib/db/schema/webhook.ts';
import type { CheckoutSessionId, MerchantId } from '#lib/domain/ids.ts';
import { setWebhookEndpoint } from '../admin/set-webhook-endpoint.ts';
import { deliverDueWebhooks } from '../deliver-webhooks.ts';
import { expireSession } from '../expire-sessions.ts';
import { seedMerchant, seedSession } from './seed.ts';
import { type TestContext, createTestContext } from './test-context.ts';

export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WebhookReply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  /** How long the receiver takes for it, in milliseconds. */
  readonly afterMs?: number;
  /** What the receiver waits for first. */
  readonly after?: Promise<unknown>;
}

/** A merchant and its server, which listens for webhooks and answers as the test says: 200 unless told. */
export interface WebhookWorld {
  readonly app: TestContext;
  readonly merchantId: MerchantId;
  /** Of the merchant's server. */
  readonly origin: string;
  /** What came, in order. */
  readonly received: ReceivedWebhook[];
  reply: (request: ReceivedWebhook) => WebhookReply;
  /** Sets the merchant's endpoint at that path of its server. */
  listenFor(path?: string, apiVersion?: string): ReturnType<typeof setWebhookEndpoint>;
  /** Sends what is due; from the world's node unless told. Returns how many it tried. */
  deliver(context?: TestContext['context']): Promise<number>;
  deliveries(): Promise<(typeof delivery.$inferSelect)[]>;
  /** Throws where there is not exactly one. */
  onlyDelivery(): Promise<typeof delivery.$inferSelect>;
  /** A session that has expired, whose event is in the outbox. */
  expired(): Promise<CheckoutSessionId>;
  /** The ids of the events that came. */
  idsReceived(): readonly unknown[];
  /** The server drops whatever it has not answered yet. */
  hangUp(): void;
  close(): Promise<void>;
}

export async function createWebhookWorld(database: Database): Promise<WebhookWorld> {
  const received: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const got = { path: request.url ?? '', headers: request.headers, body };
      received.push(got);
      const { status, headers = {}, afterMs = 0, after = Promise.resolve() } = world.reply(got);
      const answer = () => response.writeHead(status, headers).end('ok');
      // Without what it waits for it answers nothing: the connection breaks, and the test sees that.
      after.then(
        () => setTimeout(answer, afterMs),
        (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const origin = `http://127.0.0.1:${address.port}`;
  const app = createTestContext(database);
  const { merchantId } = await seedMerchant(app.context);
  const deliveries = async () => database.db.select().from(delivery);

  const world: WebhookWorld = {
    app,
    merchantId,
    origin,
    received,
    reply: () => ({ status: 200 }),
    listenFor: (path = '/hook', apiVersion) =>
      setWebhookEndpoint(app.context, {
        merchant: merchantId,
        mode: 'test',
        url: origin + path,
        events: ['checkout.session.expired'],
        ...(apiVersion === undefined ? {} : { apiVersion }),
      }),
    deliver: (context = app.context) => deliverDueWebhooks(context, { limit: 50 }),
    deliveries,
    async onlyDelivery() {
      const [row, ...others] = await deliveries();
      if (row === undefined || others.length > 0) throw new Error('expected one delivery');
      return row;
    },
    async expired() {
      const id = await seedSession(app.context, merchantId);
      await expireSession(app.context, id);
      return id;
    },
    idsReceived: () => received.map(({ headers }) => headers['webhook-id']),
    hangUp: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return world;
}

import { once } from 'node:events';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';

/** A merchant's server that events are sent to, verified by the SDK. */
export interface Receiver {
  readonly endpoint: string;
  /** Every delivery whose signature was right, in the order they came. */
  readonly got: readonly {
    readonly event: Stripe.Event;
    readonly webhookId: string;
    readonly answered: number;
  }[];
  /** What it answers from now on. */
  answer(status: number, headers?: Record<string, string>): void;
  stop(): Promise<void>;
}

/** Listens on a port of its own and is registered for `events`. */
export async function startReceiver(
  stripe: Stripe,
  events: Stripe.WebhookEndpointCreateParams['enabled_events'],
): Promise<Receiver> {
  const got: Receiver['got'][number][] = [];
  let secret = '';
  let reply: { status: number; headers: Record<string, string> } = { status: 204, headers: {} };
  const receive = (body: Buffer, headers: IncomingHttpHeaders): typeof reply => {
    const signature = headers['stripe-signature'] ?? '';
    let event: Stripe.Event;
    try {
      event = stripe.webhooks.constructEvent(body, signature, secret);
    } catch {
      return { status: 400, headers: {} };
    }
    got.push({ event, webhookId: String(headers['webhook-id']), answered: reply.status });
    return reply;
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, headers } = receive(Buffer.concat(chunks), request.headers);
      response.writeHead(status, headers).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const endpoint = await stripe.webhookEndpoints.create({
    url: `http://127.0.0.1:${port}/webhooks`,
    enabled_events: events,
  });
  secret = endpoint.secret ?? '';
  return {
    endpoint: endpoint.id,
    got,
    answer: (status, headers = {}) => {
      reply = { status, headers };
    },
    async stop() {
      await stripe.webhookEndpoints.del(endpoint.id);
      server.closeAllConnections();
      server.close();
    },
  };
}

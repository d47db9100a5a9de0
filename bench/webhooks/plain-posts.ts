import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { signatureHeaders } from '#lib/platform/webhook-signature.ts';

const AT_ONCE = 32;

/**
 * The floor: bodies that are there already, signed and posted over connections that are kept, and nothing
 * else. No database, no checks, no schedule. Returns how many a second.
 */
export async function postPlainly(
  url: string,
  secret: string,
  bodies: readonly string[],
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  let next = 0;
  const takeTurns = async () => {
    for (;;) {
      const body = bodies[next];
      if (body === undefined) return;
      next += 1;
      const eventId = `evt_${next}`;
      const signed = signatureHeaders({ secrets: [secret], eventId, body, at: new Date() });
      await post(url, agent, { ...signed, 'Content-Type': 'application/json' }, body);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, takeTurns));
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return bodies.length / seconds;
}

async function post(
  url: string,
  agent: Agent,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<void> {
  const length = String(Buffer.byteLength(body));
  const sent = request(url, {
    method: 'POST',
    agent,
    headers: { ...headers, 'Content-Length': length },
  });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage]; // what it hands over
  response.resume();
  await once(response, 'end');
  if (response.statusCode !== 200) throw new Error(`The receiver answered ${response.statusCode}.`);
}

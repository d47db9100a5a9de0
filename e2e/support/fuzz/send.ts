import { Agent, request } from 'node:http';

export interface HostileRequest {
  /** What is wrong with it, for the report. */
  readonly label: string;
  readonly method: string;
  /** As it goes on the wire: not encoded, not normalised. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface Reply {
  /** 0: the connection was closed without an answer. */
  readonly status: number;
  readonly location: string | null;
  readonly ms: number;
}

/** Nothing of ours may take longer over what it refuses. */
const TIMEOUT_MS = 20_000;
const CONCURRENCY = 6;

/** Sends everything, a few at a time, and hands each answer on. Loopback only. */
export async function sendAll(
  origin: string,
  requests: Iterable<HostileRequest>,
  onReply: (sent: HostileRequest, reply: Reply) => void,
): Promise<void> {
  const { hostname, port } = new URL(origin);
  if (hostname !== 'localhost' && hostname !== '127.0.0.1')
    throw new Error(`${origin} is not ours`);
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const queue = requests[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let item = queue.next(); item.done !== true; item = queue.next()) {
      onReply(item.value, await send(agent, { hostname, port }, item.value));
    }
  };
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  } finally {
    agent.destroy();
  }
}

function send(
  agent: Agent,
  to: { hostname: string; port: string },
  item: HostileRequest,
): Promise<Reply> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const done = (status: number, location: string | null): void =>
      resolve({ status, location, ms: performance.now() - startedMs });
    const sent = request({
      ...to,
      agent,
      method: item.method,
      path: item.path,
      headers: { ...item.headers, 'content-length': String(Buffer.byteLength(item.body)) },
      timeout: TIMEOUT_MS,
    });
    sent.on('response', (response) => {
      response.resume();
      response.on('end', () => done(response.statusCode ?? 0, response.headers.location ?? null));
      response.on('error', () => done(0, null));
    });
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.on('error', (error) => {
      // A refused body may be answered and its connection closed while it is still being sent.
      if (error.message === 'timeout') reject(new Error(`No answer to: ${item.label}`));
      else done(0, null);
    });
    sent.end(item.body);
  });
}

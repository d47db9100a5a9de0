import { Agent, request } from 'node:http';

/** A call of the merchant API. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Form-encoded. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds from the first byte sent to the last one received, of every call. */
  readonly latenciesMs: readonly number[];
}

/**
 * Calls a server over as many kept connections as there are clients, each one call after another. Throws
 * unless every answer is 200.
 */
export async function callServer(
  origin: string,
  key: string,
  load: { clients: number; perClient: number; call: (index: number) => Call },
): Promise<LoadResult> {
  const { clients, perClient, call } = load;
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const latenciesMs: number[] = [];
  let next = 0;
  const takeTurns = async () => {
    for (let turn = 0; turn < perClient; turn += 1) {
      const index = next;
      next += 1;
      const began = performance.now();
      await send(origin, { agent, key, call: call(index) });
      latenciesMs.push(performance.now() - began);
    }
  };
  const startedAt = performance.now();
  try {
    await Promise.all(Array.from({ length: clients }, takeTurns));
  } finally {
    agent.destroy();
  }
  const perSecond = (clients * perClient * 1000) / (performance.now() - startedAt);
  return { perSecond, latenciesMs };
}

function send(
  origin: string,
  { agent, key, call }: { agent: Agent; key: string; call: Call },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${call.path}`, {
      method: call.method,
      agent,
      headers: {
        authorization: `Bearer ${key}`,
        ...(call.body === undefined
          ? {}
          : {
              'content-type': 'application/x-www-form-urlencoded',
              'content-length': String(Buffer.byteLength(call.body)),
            }),
        ...call.headers,
      },
    });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      answer.on('error', reject);
      answer.resume().on('end', () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`${call.method} ${call.path}: ${answer.statusCode}`));
      });
    });
    sent.end(call.body);
  });
}

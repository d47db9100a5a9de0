import type { CDPSession } from 'playwright-core';

export interface WireRequest {
  readonly url: string;
  /** `Document`, `Script`, `Image`, … as Chromium names them. */
  readonly type: string;
  /** Bytes received for it, headers included. */
  readonly wireBytes: number;
}

export interface WireRecord {
  /** What has arrived so far. */
  requests(): readonly WireRequest[];
  /** The scripts that have arrived, uncompressed. */
  scriptBodies(): Promise<readonly Buffer[]>;
}

/** Writes down what a page receives. Call it when the network domain is on and before the page loads. */
export async function recordWire(cdp: CDPSession): Promise<WireRecord> {
  const types = new Map<string, { type: string; url: string }>();
  const arrived = new Map<string, WireRequest>();
  cdp.on('Network.responseReceived', ({ requestId, type, response }) => {
    types.set(requestId, { type, url: response.url });
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const known = types.get(requestId);
    // Data inside the page itself is nothing that was received.
    if (known === undefined || /^(?:data|blob):/.test(known.url)) return;
    arrived.set(requestId, { ...known, wireBytes: encodedDataLength });
  });
  return {
    requests: () => [...arrived.values()],
    async scriptBodies() {
      const bodies: Buffer[] = [];
      for (const [requestId, { type }] of arrived) {
        if (type !== 'Script') continue;
        const { body, base64Encoded } = await cdp.send('Network.getResponseBody', { requestId });
        bodies.push(Buffer.from(body, base64Encoded ? 'base64' : 'utf8'));
      }
      return bodies;
    },
  };
}

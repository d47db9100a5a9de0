import type { IncomingMessage } from 'node:http';

interface Limits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/**
 * Reads a body of at most `maxBytes` within `timeoutMs`, counting what arrives: a declared length is
 * the sender's word only. What is too long or too slow is let go at once.
 */
export async function readLimited(
  body: ReadableStream<Uint8Array> | null,
  limits: Limits,
): Promise<Uint8Array | 'too_long' | 'too_slow'> {
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<'too_slow'>((resolve) => {
    timer = setTimeout(() => resolve('too_slow'), limits.timeoutMs);
  });
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const next = await Promise.race([reader.read(), tooSlow]);
      if (next === 'too_slow') return giveUp(reader, 'too_slow');
      if (next.done) return Buffer.concat(chunks);
      length += next.value.byteLength;
      if (length > limits.maxBytes) return giveUp(reader, 'too_long');
      chunks.push(next.value);
    }
  } finally {
    clearTimeout(timer);
  }
}

function giveUp<Reason>(reader: ReadableStreamDefaultReader<Uint8Array>, reason: Reason): Reason {
  // The sender may be gone already; there is nothing to do about a body we refuse.
  reader.cancel().catch(() => undefined);
  return reason;
}

/** As `readLimited`, of a request as Node hands it over. Rejects when the sender is gone. */
export function readLimitedMessage(
  message: IncomingMessage,
  limits: Limits,
): Promise<Uint8Array | 'too_long' | 'too_slow'> {
  return new Promise((resolve, reject) => {
    if (message.destroyed) {
      reject(new Error('The sender is gone.'));
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer) => {
      length += chunk.byteLength;
      if (length > limits.maxBytes) end(() => resolve('too_long'));
      else chunks.push(chunk);
    };
    const timer = setTimeout(() => end(() => resolve('too_slow')), limits.timeoutMs);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      message.off('data', take);
      message.pause();
      settle();
    };
    message.on('data', take);
    message.once('end', () => end(() => resolve(Buffer.concat(chunks))));
    message.once('error', (error) => end(() => reject(error)));
  });
}

/** The server's clock as of its last answer, carried on by a clock that no one can set. */
interface Reading {
  readonly serverTimeMs: number;
  readonly readAtMs: number;
}

let reading: Reading | null = null;
const listeners = new Set<() => void>();

/**
 * Takes the time from a status answer. An answer that was long on its way tells an early time, so of
 * two readings the later one is nearer the truth: a countdown must not promise seconds that are gone.
 */
export function setServerTime(serverTimeMs: number): void {
  if (serverTimeMs > (serverNowMs() ?? -Infinity)) {
    reading = { serverTimeMs, readAtMs: performance.now() };
  }
  for (const listener of listeners) listener();
}

/** Milliseconds since the epoch by the server; null until it has said. */
export function serverNowMs(): number | null {
  return reading === null ? null : reading.serverTimeMs + performance.now() - reading.readAtMs;
}

export function onServerTime(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

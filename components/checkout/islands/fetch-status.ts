import type { CheckoutStatus } from '#lib/domain/checkout-view.ts';

/** A poll that hangs longer than this is given up, so that the next one can be sent. */
const STATUS_TIMEOUT_MS = 8_000;

/**
 * Asks the server how things stand. Null when it could not be asked or understood: that says nothing
 * about the payment.
 */
export async function fetchStatus(
  url: string,
  signal?: AbortSignal,
): Promise<CheckoutStatus | null> {
  const timeout = AbortSignal.timeout(STATUS_TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      cache: 'no-store',
      headers: { accept: 'application/json' },
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    return response.ok ? readStatus(await response.json()) : null;
  } catch {
    // Offline, timed out or not JSON: all the same to the caller, who asks again.
    return null;
  }
}

function readStatus(body: unknown): CheckoutStatus | null {
  const looksRight =
    typeof body === 'object' &&
    body !== null &&
    'session' in body &&
    'serverTimeMs' in body &&
    typeof body.serverTimeMs === 'number';
  // Our own endpoint of the same build: its shape is checked where it is written, not in 2 kB of schema here.
  return looksRight ? (body as CheckoutStatus) : null;
}

import type { CheckoutStatus } from '#lib/domain/checkout-view.ts';
import { fetchStatus } from './fetch-status.ts';

const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 5_000;
const BACKOFF = 1.3;
/** About an hour and a half of waiting; the page still answers to "check again". */
const MAX_POLLS = 1_000;

/**
 * Polls until stopped: one request at a time, ever less often, not at all while the page is hidden,
 * and at once when the shopper comes back to it (from a bank app, say). Returns what stops it.
 */
export function watchStatus(url: string, onStatus: (status: CheckoutStatus) => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy = false;
  let polls = 0;
  let delayMs = FIRST_DELAY_MS;

  async function poll(): Promise<void> {
    if (busy || signal.aborted || document.hidden || polls >= MAX_POLLS) return;
    clearTimeout(timer);
    busy = true;
    polls += 1;
    const status = await fetchStatus(url, signal);
    busy = false;
    if (signal.aborted) return;
    timer = setTimeout(() => void poll(), delayMs);
    delayMs = Math.min(delayMs * BACKOFF, MAX_DELAY_MS);
    if (status !== null) onStatus(status);
  }

  function wake(): void {
    delayMs = FIRST_DELAY_MS;
    void poll();
  }

  document.addEventListener('visibilitychange', wake, { signal });
  for (const event of ['focus', 'online', 'pageshow'])
    window.addEventListener(event, wake, { signal });
  void poll();
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}

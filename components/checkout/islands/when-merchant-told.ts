import { fetchStatus } from './fetch-status.ts';

/** The tick stays at least this long: leaving faster would look as if nothing had happened. */
const MIN_SHOWN_MS = 1_200;
/** The merchant has had its time by then: `CheckoutStatus.merchantTold`. */
const MAX_SHOWN_MS = 3_000;
/** A receipt opened later ("did I pay?") is there to be read, not to be taken away. */
const FRESH_FOR_MS = 2 * 60 * 1000;
const POLL_MS = 600;
/** Unreachable for this long: the link is there. */
const MAX_POLLS = 100;

/**
 * Resolves when the shop knows of a payment, or has had its time to; `long_ago`: there is nothing to wait
 * for; `stopped`: by the signal, or because the server could not be asked.
 */
export async function whenMerchantTold(task: {
  statusUrl: string;
  paidAtMs: number;
  signal: AbortSignal;
  onSecondsLeft?: (seconds: number) => void;
}): Promise<'now' | 'long_ago' | 'stopped'> {
  const startedMs = performance.now();
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    const status = await fetchStatus(task.statusUrl, task.signal);
    if (task.signal.aborted) return 'stopped';
    if (status !== null && status.serverTimeMs - task.paidAtMs > FRESH_FOR_MS) return 'long_ago';
    const shownMs = performance.now() - startedMs;
    const told = status?.merchantTold === true;
    if ((told && shownMs >= MIN_SHOWN_MS) || (status !== null && shownMs >= MAX_SHOWN_MS)) {
      return 'now';
    }
    const goalMs = told ? MIN_SHOWN_MS : MAX_SHOWN_MS;
    task.onSecondsLeft?.(Math.max(1, Math.ceil((goalMs - shownMs) / 1000)));
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return 'stopped';
}

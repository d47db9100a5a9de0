const EVERY_MS = 15_000;
const ANSWER_WITHIN_MS = 10_000;
/** One that was not reached may have been unlucky. */
const STALE_AFTER_MS = 40_000;
/** Nobody sits there any more: a page that is left open keeps no session alive. */
const UNTOUCHED_MS = 4 * 60 * 60 * 1000;

export interface Standing {
  /** Until when what is shown is true, in words. */
  readonly asOf: string;
  readonly isStale: boolean;
}

interface Answer {
  readonly stamp: string;
  /** Left out where the page does not say it. */
  readonly asOf?: string;
}

/**
 * Asks again and again until stopped, while the page is seen, at once when somebody comes back to it, and tells what
 * it heard. Returns what stops it.
 */
export function watchFigures(
  url: string,
  onStanding: (standing: Partial<Standing> & { readonly stamp?: string }) => void,
): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy = false;
  let heardAtMs = performance.now();
  let touchedAtMs = performance.now();

  async function ask(): Promise<void> {
    clearTimeout(timer);
    if (busy || signal.aborted || document.hidden) return;
    const isLeft = performance.now() - touchedAtMs > UNTOUCHED_MS;
    busy = true;
    const answer = isLeft ? null : await fetchState(url, signal);
    busy = false;
    if (signal.aborted) return;
    timer = setTimeout(() => void ask(), EVERY_MS);
    if (answer !== null) {
      heardAtMs = performance.now();
      onStanding({ ...answer, isStale: false });
    } else if (!navigator.onLine || performance.now() - heardAtMs > STALE_AFTER_MS) {
      onStanding({ isStale: true });
    }
  }

  function touched(): void {
    touchedAtMs = performance.now();
  }

  timer = setTimeout(() => void ask(), EVERY_MS);
  const asks = () => void ask();
  document.addEventListener('visibilitychange', asks, { signal });
  for (const event of ['online', 'offline', 'pageshow']) {
    window.addEventListener(event, asks, { signal });
  }
  for (const event of ['pointerdown', 'keydown', 'scroll']) {
    window.addEventListener(event, touched, { signal, passive: true });
  }
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}

/** Null: not reached, or sent elsewhere to sign in. */
async function fetchState(url: string, signal: AbortSignal): Promise<Answer | null> {
  try {
    const response = await fetch(url, {
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    // Our own handler of the same build: its shape is checked where it is written.
    return response.ok ? ((await response.json()) as Answer) : null;
  } catch {
    return null;
  }
}

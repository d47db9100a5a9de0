/** Ends what a benchmark has started, however it ends: last started, first ended. */
export interface Closing {
  /** Also called while the start is still under way; then `close` has to cope with that. */
  add(close: () => Promise<void>): void;
  /** True once it has begun: what fails from then on fails because of it. */
  readonly closing: boolean;
  /** Safe to call again: the second call waits for the first. */
  closeAll(): Promise<void>;
}

const PARENT_POLL_MS = 1_000;

/** From here on Ctrl-C, and the death of whoever started us, end everything that was added. */
export function createClosing(): Closing {
  const closers: (() => Promise<void>)[] = [];
  let closed: Promise<void> | null = null;
  const closeAll = () => {
    closed ??= (async () => {
      for (const close of closers.toReversed()) {
        await close().catch((error: unknown) => console.error('While ending:', error));
      }
    })();
    return closed;
  };
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => {
      console.error('\nStopping…');
      void closeAll().then(() => process.exit(exitCode));
    });
  }
  // npm may be killed without passing it on.
  const startedBy = process.ppid;
  setInterval(() => {
    if (process.ppid !== startedBy) void closeAll().then(() => process.exit(1));
  }, PARENT_POLL_MS).unref();
  return {
    add: (close) => void closers.push(close),
    get closing() {
      return closed !== null;
    },
    closeAll,
  };
}

/** A clock that tests can move forward, so that ten minutes of a QR's life need not be lived through. */
export interface SimulatorClock {
  readonly now: () => Date;
  /** Moves the clock forward by `ms` (never back); answers the new time and tells the listeners. */
  advance(ms: number): Date;
  /** `listener` is called after each advance, so that timers can look again. */
  onAdvance(listener: () => void): void;
}

export function createClock(base: () => Date): SimulatorClock {
  let offsetMs = 0;
  const listeners: (() => void)[] = [];
  const now = (): Date => new Date(base().getTime() + offsetMs);
  return {
    now,
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) throw new RangeError('the clock only moves forward');
      offsetMs += ms;
      for (const listener of listeners) listener();
      return now();
    },
    onAdvance(listener) {
      listeners.push(listener);
    },
  };
}

/** Those that pause until their time or until they are woken. */
export type Waiting = Set<() => void>;

export function pause(ms: number, among: Waiting): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      among.delete(done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    among.add(done);
  });
}

export function wakeAll(waiting: Waiting): void {
  for (const wake of waiting) wake();
}

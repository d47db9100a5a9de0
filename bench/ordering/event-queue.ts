import { at } from './at.ts';

/** What is to happen, by its time: a binary heap. */
export class EventQueue<T> {
  readonly #events: { readonly atMs: number; readonly event: T }[] = [];

  add(atMs: number, event: T): void {
    const events = this.#events;
    let index = events.length;
    events.push({ atMs, event });
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (at(events, parent).atMs <= at(events, index).atMs) return;
      this.#swap(parent, index);
      index = parent;
    }
  }

  /** The earliest event up to a time, or null. */
  takeUntil(atMs: number): { readonly atMs: number; readonly event: T } | null {
    const events = this.#events;
    const first = events[0];
    if (first === undefined || first.atMs > atMs) return null;
    const last = events.pop();
    if (last !== undefined && events.length > 0) {
      events[0] = last;
      this.#sink();
    }
    return first;
  }

  #sink(): void {
    const events = this.#events;
    let index = 0;
    for (;;) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < events.length && at(events, child).atMs < at(events, least).atMs) least = child;
      }
      if (least === index) return;
      this.#swap(least, index);
      index = least;
    }
  }

  #swap(a: number, b: number): void {
    const held = at(this.#events, a);
    this.#events[a] = at(this.#events, b);
    this.#events[b] = held;
  }
}

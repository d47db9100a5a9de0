import type { OrderingRecord } from './ordering-record.ts';

/** Records of many sessions, handed out by time; those of one moment as they were put in. */
export interface PendingRecords<Of> {
  add(entry: Of & { readonly record: OrderingRecord }): void;
  /** Takes out all up to and with this time, the earliest first. */
  takeUntil(atMs: number): Generator<Of & { readonly record: OrderingRecord }>;
}

/** A binary heap. */
export function createPendingRecords<Of>(): PendingRecords<Of> {
  type Entry = Of & { readonly record: OrderingRecord };
  const heap: { readonly entry: Entry; readonly number: number }[] = [];
  let added = 0;
  const isBefore = (a: number, b: number): boolean => {
    const [one, other] = [heap[a], heap[b]];
    if (one === undefined || other === undefined) return false;
    const between = one.entry.record.atMs - other.entry.record.atMs;
    return between < 0 || (between === 0 && one.number < other.number);
  };
  const swap = (a: number, b: number): void => {
    const [one, other] = [heap[a], heap[b]];
    if (one === undefined || other === undefined) return;
    heap[a] = other;
    heap[b] = one;
  };
  const takeFirst = (): void => {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (isBefore(left, least)) least = left;
      if (isBefore(right, least)) least = right;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  };
  return {
    add(entry) {
      heap.push({ entry, number: added });
      added += 1;
      let at = heap.length - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!isBefore(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    *takeUntil(atMs) {
      for (let next = heap[0]; next !== undefined; next = heap[0]) {
        if (next.entry.record.atMs > atMs) return;
        takeFirst();
        yield next.entry;
      }
    },
  };
}

import { readMark } from '#lib/domain/embed-message.ts';

/** Whether the page around wants to hear of a cancellation, as far as it has said so. */
let wantsCancel = false;
const listeners = new Set<() => void>();

export function parentWantsCancel(): boolean {
  return wantsCancel;
}

/** For `useSyncExternalStore`. */
export function onParentOptions(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Takes in what the page around says of itself: from its window and a registered origin only. */
export function readParentOptions(event: MessageEvent, origins: readonly string[]): void {
  if (event.source !== window.parent || !origins.includes(event.origin)) return;
  const message = readMark(event.data);
  if (message?.type !== 'options') return;
  wantsCancel = 'cancel' in message && message.cancel === true;
  for (const listener of listeners) listener();
}

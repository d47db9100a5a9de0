import { EMBED_MARK, type FrameMessage, type Marked } from '#lib/domain/embed-message.ts';

/** Whether another page shows this one. */
export function isFramed(): boolean {
  return window.parent !== window;
}

/**
 * Tells the page around this one, if there is one, and if it is one of `origins`: the browser delivers a
 * message to the origin it is addressed to and to no other, and none is ever addressed to anybody.
 */
export function tellParent(origins: readonly string[], message: FrameMessage): void {
  if (!isFramed()) return;
  const marked: Marked<FrameMessage> = { ...message, from: EMBED_MARK };
  for (const origin of addressees(origins)) window.parent.postMessage(marked, origin);
}

/** Firefox does not say who frames a page: there every origin is tried, and at most one is delivered to. */
function addressees(origins: readonly string[]): readonly string[] {
  const ancestors: DOMStringList | undefined = location.ancestorOrigins;
  const parent = ancestors?.[0];
  return parent === undefined ? origins : origins.filter((origin) => origin === parent);
}

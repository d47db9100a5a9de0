/**
 * Calls `then` when what is in `box` no longer changes its height. The provider's fields report that they
 * are ready before they have taken their own size; shown at once, they would move what is below them.
 * Stands on nothing outside itself: its text goes into the page as well (`early-card-script.tsx`).
 */
export function onceHeightStands(box: HTMLElement | null, then: () => void): void {
  /** A height that has not changed for this long is taken to stay. */
  const STANDS_AFTER_MS = 60;
  /** However often it changes, nobody waits longer. */
  const LONGEST_MS = 600;
  const content = box?.firstElementChild ?? null;
  if (content === null) return then();
  const done = (): void => {
    clearTimeout(longest);
    clearTimeout(stands);
    observer.disconnect();
    then();
  };
  let stands = setTimeout(done, STANDS_AFTER_MS);
  const longest = setTimeout(done, LONGEST_MS);
  const observer = new ResizeObserver(() => {
    clearTimeout(stands);
    stands = setTimeout(done, STANDS_AFTER_MS);
  });
  observer.observe(content);
}

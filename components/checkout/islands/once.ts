/**
 * True the first time it is asked about `key` in this tab, `fallback` where the browser keeps nothing (a
 * private window). For what a page does by itself: done again on every visit it would be a trap.
 */
export function firstTime(key: string, fallback: boolean): boolean {
  try {
    if (sessionStorage.getItem(key) !== null) return false;
    sessionStorage.setItem(key, '1');
    return true;
  } catch {
    return fallback;
  }
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchFigures } from './watch-figures.ts';

/** Stands for the browser's document: what the watcher listens to. */
class Page extends EventTarget {
  hidden = false;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ANSWER = { stamp: 'a', asOf: '2:23 pm' };

let page: Page;
let asked: number;
let onLine: boolean;
let answer: () => Promise<Response>;

beforeEach(() => {
  vi.useFakeTimers();
  page = new Page();
  asked = 0;
  onLine = true;
  answer = () => Promise.resolve(Response.json(ANSWER));
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('navigator', {
    get onLine() {
      return onLine;
    },
  });
  vi.stubGlobal('fetch', () => {
    asked += 1;
    return answer();
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('watchFigures', () => {
  it('asks every fifteen seconds, and hands on what it hears', async () => {
    const heard = vi.fn();
    const stop = watchFigures('/state', heard);
    await vi.advanceTimersByTimeAsync(14_000);
    expect(asked).toBe(0);
    await vi.advanceTimersByTimeAsync(46_500);
    expect(asked).toBe(4);
    expect(heard).toHaveBeenLastCalledWith({ ...ANSWER, isStale: false });
    stop();
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(asked).toBe(4);
  });

  it('rests while nobody sees the page, and asks at once when somebody does', async () => {
    const stop = watchFigures('/state', () => undefined);
    page.hidden = true;
    await vi.advanceTimersByTimeAsync(5 * MINUTE);
    expect(asked).toBe(0);
    page.hidden = false;
    page.dispatchEvent(new Event('visibilitychange'));
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(asked).toBe(2);
    stop();
  });

  it('says at once that the browser is offline, and bears one answer that did not come', async () => {
    const heard = vi.fn();
    const stop = watchFigures('/state', heard);
    answer = () => Promise.reject(new TypeError('fetch failed'));
    await vi.advanceTimersByTimeAsync(31_000);
    expect(asked).toBe(2);
    expect(heard, 'unlucky').not.toHaveBeenCalled();
    onLine = false;
    window.dispatchEvent(new Event('offline'));
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toHaveBeenLastCalledWith({ isStale: true });
    onLine = true;
    answer = () => Promise.resolve(Response.json(ANSWER));
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toHaveBeenLastCalledWith({ ...ANSWER, isStale: false });
    stop();
  });

  it('says that figures are old when it is sent to sign in, or refused, for long', async () => {
    const heard = vi.fn();
    const stop = watchFigures('/state', heard);
    answer = () => Promise.resolve(new Response(null, { status: 307 }));
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(heard).toHaveBeenLastCalledWith({ isStale: true });
    stop();
  });

  it('asks no more when nobody has touched the page for hours, until somebody does', async () => {
    const heard = vi.fn();
    const stop = watchFigures('/state', heard);
    await vi.advanceTimersByTimeAsync(4 * HOUR + MINUTE);
    const before = asked;
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(asked).toBe(before);
    expect(heard).toHaveBeenLastCalledWith({ isStale: true });
    window.dispatchEvent(new Event('pointerdown'));
    await vi.advanceTimersByTimeAsync(16_000);
    expect(asked).toBeGreaterThan(before);
    expect(heard).toHaveBeenLastCalledWith({ ...ANSWER, isStale: false });
    stop();
  });
});

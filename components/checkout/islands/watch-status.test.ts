import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchStatus } from './watch-status.ts';

/** Stands for the browser's document and window: what the watcher listens to. */
class Page extends EventTarget {
  hidden = false;
}

const STATUS = {
  session: 'open',
  attempt: 'processing',
  serverTimeMs: 1,
  expiresAtMs: null,
  merchantTold: false,
};

let page: Page;
let asked: { readonly answer: () => void }[];

beforeEach(() => {
  vi.useFakeTimers();
  page = new Page();
  asked = [];
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal(
    'fetch',
    () =>
      new Promise((resolve) => {
        asked.push({ answer: () => resolve(Response.json(STATUS)) });
      }),
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function answerLast(): Promise<void> {
  asked.at(-1)?.answer();
  await vi.advanceTimersByTimeAsync(0);
}

describe('watchStatus', () => {
  it('never has two requests under way, however slow the answer', async () => {
    const stop = watchStatus('/status', () => undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    page.dispatchEvent(new Event('visibilitychange'));
    expect(asked).toHaveLength(1);
    stop();
  });

  it('asks ever less often, down to once in five seconds', async () => {
    const stop = watchStatus('/status', () => undefined);
    for (let poll = 0; poll < 12; poll += 1) {
      await answerLast();
      await vi.advanceTimersByTimeAsync(5_000);
    }
    const before = asked.length;
    await answerLast();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(asked.length).toBe(before);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked.length).toBe(before + 1);
    stop();
  });

  it('rests while the page is hidden and asks at once when it is seen again', async () => {
    const stop = watchStatus('/status', () => undefined);
    await answerLast();
    page.hidden = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    page.hidden = false;
    page.dispatchEvent(new Event('visibilitychange'));
    expect(asked).toHaveLength(2);
    stop();
  });

  it('hands on every answer until stopped, and none after', async () => {
    const seen = vi.fn();
    const stop = watchStatus('/status', seen);
    await answerLast();
    expect(seen).toHaveBeenCalledWith(STATUS);
    await vi.advanceTimersByTimeAsync(1_000);
    stop();
    await answerLast();
    expect(seen).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(2);
  });

  it('goes on asking when the server cannot be reached', async () => {
    const failing = vi.fn(() => Promise.reject(new TypeError('offline')));
    vi.stubGlobal('fetch', failing);
    const stop = watchStatus('/status', () => undefined);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(failing.mock.calls.length).toBeGreaterThan(1);
    stop();
  });
});

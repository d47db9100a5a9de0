import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.resetModules();
});
afterEach(() => vi.useRealTimers());

it('does not know the time before the server has told it', async () => {
  const { serverNowMs } = await import('./server-clock.ts');
  expect(serverNowMs()).toBeNull();
});

it('is not set back by an answer that was long on its way', async () => {
  const { serverNowMs, setServerTime } = await import('./server-clock.ts');
  setServerTime(100_000);
  vi.advanceTimersByTime(10_000);
  // Written six seconds ago, read now.
  setServerTime(104_000);
  expect(serverNowMs()).toBe(110_000);
});

it('goes forward with an answer that came faster, or after the device slept', async () => {
  const { onServerTime, serverNowMs, setServerTime } = await import('./server-clock.ts');
  const told = vi.fn();
  onServerTime(told);
  setServerTime(100_000);
  setServerTime(106_000);
  expect(serverNowMs()).toBe(106_000);
  expect(told).toHaveBeenCalledTimes(2);
});

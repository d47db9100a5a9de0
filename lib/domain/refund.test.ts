import { describe, expect, it } from 'vitest';
import { decideRefund, nextRefundCheckAt } from './refund.ts';

const createdAt = new Date('2026-11-23T02:00:00Z');
const DAY = 24 * 60 * 60 * 1000;
const at = (ms: number) => new Date(createdAt.getTime() + ms);

describe('what an answer does to a refund', () => {
  it('ends one that was pending, and waits where nothing is known', () => {
    expect(decideRefund('pending', 'succeeded')).toBe('succeeded');
    expect(decideRefund('pending', 'failed')).toBe('failed');
    expect(decideRefund('pending', 'pending')).toBe('waits');
    expect(decideRefund('pending', 'unknown')).toBe('waits');
  });

  it('takes a success back only when the provider says that it failed', () => {
    expect(decideRefund('succeeded', 'failed')).toBe('returned');
    for (const answer of ['succeeded', 'pending', 'unknown'] as const) {
      expect(decideRefund('succeeded', answer)).toBe('nothing');
    }
  });

  it('leaves one that failed as it is', () => {
    for (const answer of ['succeeded', 'pending', 'failed', 'unknown'] as const) {
      expect(decideRefund('failed', answer)).toBe('nothing');
    }
  });
});

describe('how long a refund is followed', () => {
  const next = (status: 'pending' | 'succeeded' | 'failed', now: Date, tryCount = 0) =>
    nextRefundCheckAt({ status, createdAt, now, tryCount });

  it('asks about a pending one for as long as it takes, hourly in the end', () => {
    expect(next('pending', createdAt)).toEqual(at(5_000));
    expect(next('pending', at(90 * DAY), 500)).toEqual(at(90 * DAY + 60 * 60 * 1000));
  });

  it('watches a successful one for longer than the month in which it can come back', () => {
    const looks: Date[] = [];
    for (let look = next('succeeded', createdAt); look !== null; look = next('succeeded', look)) {
      looks.push(look);
    }
    expect(looks.length).toBeLessThan(10);
    expect(looks.at(-1)?.getTime()).toBeGreaterThan(at(31 * DAY).getTime());
  });

  it('asks no more about one that failed', () => {
    expect(next('failed', createdAt)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { formatDateTime, formatTime } from './format-date.ts';

const afternoon = new Date('2026-11-23T07:05:00Z');

describe('formatDateTime', () => {
  it('writes Hong Kong time as Hong Kong does', () => {
    expect(formatDateTime(afternoon, 'zh-HK')).toBe('2026年11月23日 下午3:05');
    expect(formatDateTime(afternoon, 'en')).toBe('23 Nov 2026, 3:05 pm');
  });

  it('crosses midnight and the year by Hong Kong, not by UTC', () => {
    const newYear = new Date('2026-12-31T16:00:00Z');
    expect(formatDateTime(newYear, 'en')).toBe('1 Jan 2027, 12:00 am');
    expect(formatDateTime(newYear, 'zh-HK')).toBe('2027年1月1日 上午12:00');
  });

  it('calls noon 12 pm', () => {
    expect(formatTime(new Date('2026-11-23T04:30:00Z'), 'en')).toBe('12:30 pm');
    expect(formatTime(new Date('2026-11-23T04:30:00Z'), 'zh-HK')).toBe('下午12:30');
  });

  it('agrees with the time-zone database', () => {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Asia/Hong_Kong',
      hour: 'numeric',
      minute: '2-digit',
      hour12: false,
    });
    for (const iso of ['2026-01-15T03:07:00Z', '2026-07-15T13:59:00Z']) {
      const date = new Date(iso);
      const [hour = '', minute] = parts.format(date).split(':');
      const twelve = Number(hour) % 12 === 0 ? 12 : Number(hour) % 12;
      expect(formatTime(date, 'en')).toBe(`${twelve}:${minute} ${Number(hour) < 12 ? 'am' : 'pm'}`);
    }
  });
});

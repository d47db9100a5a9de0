import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hongKongField, readHongKongDay, readHongKongMoment } from './hong-kong-time.ts';

describe('Hong Kong’s time', () => {
  it('is read as a browser’s field has it', () => {
    expect(readHongKongMoment('2026-11-30T18:30')).toEqual(new Date('2026-11-30T10:30:00Z'));
    expect(readHongKongMoment('2026-11-30T18:30:59')).toEqual(new Date('2026-11-30T10:30:59Z'));
    expect(readHongKongDay('2027-01-01')).toEqual(new Date('2026-12-31T16:00:00Z'));
  });

  it.each([
    '',
    'tomorrow',
    '2026-11-30',
    '2026-04-31T10:00',
    '2026-02-29T10:00',
    '2026-11-30T24:30',
    '2026-11-30T18:30Z',
    '2026-11-30 18:30',
  ])('%j is no moment', (text) => {
    expect(readHongKongMoment(text)).toBeNull();
  });

  it.each(['', '2026-13-01', '2026-04-31', '2026-4-1', '2026-11-30T18:30'])(
    '%j is no day',
    (text) => {
      expect(readHongKongDay(text)).toBeNull();
    },
  );

  it('comes back as it was', () => {
    const minutes = fc.integer({ min: 0, max: 60_000_000 });
    fc.assert(
      fc.property(minutes, (minute) => {
        const moment = new Date(minute * 60_000);
        expect(readHongKongMoment(hongKongField(moment))).toEqual(moment);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { readDevice } from './device.ts';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';
const PIXEL =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36';
const TABLET =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15';

describe('the device of a request', () => {
  it('tells phones from what a code can be scanned from', () => {
    const read = (userAgent: string, mobileHint: string | null = null) =>
      readDevice({ userAgent, mobileHint });
    expect(read(IPHONE)).toEqual({ form: 'phone', os: 'ios' });
    expect(read(PIXEL)).toEqual({ form: 'phone', os: 'android' });
    expect(read(TABLET, '?0')).toEqual({ form: 'desktop', os: 'android' });
    expect(read(MAC)).toEqual({ form: 'desktop', os: 'other' });
    expect(read('', null)).toEqual({ form: 'desktop', os: 'other' });
  });
});

import fc from 'fast-check';
import jsQR from 'jsqr';
import { describe, expect, it } from 'vitest';
import { qrDrawing, QUIET_ZONE } from './qr-matrix.ts';

const SCALE = 6;

/** Paints the svg path as a browser would, a pixel block a module, and has it scanned. */
function scan(payload: string): string | null {
  const { size, path } = qrDrawing(payload);
  const width = size * SCALE;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, w] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row += 1) {
      const start = (row * width + Number(x) * SCALE) * 4;
      for (let pixel = 0; pixel < Number(w) * SCALE; pixel += 1)
        pixels.fill(0, start + pixel * 4, start + pixel * 4 + 3);
    }
  }
  return jsQR(pixels, width, width)?.data ?? null;
}

describe('qrDrawing', () => {
  it('draws a code that scans back to the payload', () => {
    const fps =
      '00020101021226330012hk.com.hkicl0209102345678520400005303344540612.8505802HK5914Harbour Coffee6002HK62220118HC-20261123-00470063041A2B';
    expect(scan(fps)).toBe(fps);
    expect(scan('https://wallet.example/pay/7Hq2mN8xK4')).toBe(
      'https://wallet.example/pay/7Hq2mN8xK4',
    );
  });

  it('does so for any payload of a payment', () => {
    const payloads = fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(payloads, (payload) => {
        expect(scan(payload)).toBe(payload);
      }),
      { numRuns: 20 },
    );
  });

  it('leaves four modules of white on every side', () => {
    const { size, path } = qrDrawing('https://wallet.example/pay/7Hq2mN8xK4');
    for (const [, x, y, w] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(QUIET_ZONE);
      expect(Number(y)).toBeGreaterThanOrEqual(QUIET_ZONE);
      expect(Number(x) + Number(w)).toBeLessThanOrEqual(size - QUIET_ZONE);
      expect(Number(y) + 1).toBeLessThanOrEqual(size - QUIET_ZONE);
    }
  });
});

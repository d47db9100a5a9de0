import { describe, expect, it } from 'vitest';
import { PNG } from 'pngjs';
import { AdminInputError } from './admin-input.ts';
import { readLogoPicture } from './logo-picture.ts';

describe('a merchant’s logo', () => {
  it('is told by its bytes and carried as a data: address', () => {
    const png = PNG.sync.write(new PNG({ width: 2, height: 2 }));
    expect(readLogoPicture(png)).toBe(`data:image/png;base64,${png.toString('base64')}`);
    const svg = Buffer.from('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>');
    expect(readLogoPicture(svg)).toMatch(/^data:image\/svg\+xml;base64,/);
    expect(readLogoPicture(Buffer.from('ffd8ffe0', 'hex'))).toMatch(/^data:image\/jpeg;/);
    expect(readLogoPicture(Buffer.from('RIFF0000WEBPVP8 '))).toMatch(/^data:image\/webp;/);
  });

  it('is refused when it is too large or no picture', () => {
    const large = Buffer.concat([Buffer.from('<svg>'), Buffer.alloc(17 * 1024, 32)]);
    expect(() => readLogoPicture(large)).toThrow(/16384/);
    for (const other of ['<html><svg>', 'GIF89a', '']) {
      expect(() => readLogoPicture(Buffer.from(other)), other).toThrow(AdminInputError);
    }
  });
});

import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { MAX_LOGO_BYTES, readLogoPicture } from './logo-picture.ts';

const svg = (inside: string) =>
  Buffer.from(
    `<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36">${inside}</svg>`,
  );

/** A start-of-frame marker of 300 × 200, which is as far as a JPEG has to be read. */
const JPEG = Buffer.from(
  'ffd8ffe000104a46494600010100000100010000ffc000110800c8012c03012200021101031101ffd9',
  'hex',
);
const WEBP = Buffer.from(
  '524946463c000000574542505650382030000000d001009d012a0100010002003425a00274ba01f80003b000feef7a7fffbc9f5fa7fd3f',
  'hex',
);

describe('a merchant’s logo', () => {
  it('is told by its bytes and carried as a data: address', () => {
    const png = PNG.sync.write(new PNG({ width: 2, height: 2 }));
    expect(readLogoPicture(png)).toEqual({
      kind: 'picture',
      url: `data:image/png;base64,${png.toString('base64')}`,
    });
    for (const [bytes, mediaType] of [
      [svg('<path d="M0 0h36v36z" fill="#0f6b5c"/>'), 'image/svg+xml'],
      [svg('<use href="#a"/><path fill="url(#b)"/>'), 'image/svg+xml'],
      [JPEG, 'image/jpeg'],
      [WEBP, 'image/webp'],
    ] as const) {
      const read = readLogoPicture(bytes);
      expect(read).toMatchObject({
        url: expect.stringMatching(`^data:${mediaType.replace('+', '\\+')};`),
      });
    }
  });

  it.each(['<html><svg>', 'GIF89a', '', '\x89PNG\r\n\x1a\n', 'RIFF'])(
    '%j is no picture',
    (text) => {
      expect(readLogoPicture(Buffer.from(text, 'latin1'))).toEqual({
        kind: 'refused',
        why: 'no_picture',
      });
    },
  );

  it('is refused when it has too many bytes or, in few of them, too many pixels', () => {
    const large = Buffer.concat([svg(''), Buffer.alloc(MAX_LOGO_BYTES, 32)]);
    expect(readLogoPicture(large)).toEqual({ kind: 'refused', why: 'too_large' });
    const wide = PNG.sync.write(new PNG({ width: 2, height: 2 }));
    wide.writeUInt32BE(30_000, 16);
    expect(readLogoPicture(wide)).toEqual({ kind: 'refused', why: 'too_many_pixels' });
  });

  it.each([
    '<script>alert(1)</script>',
    '<SCRIPT/>',
    '<a onclick = "x()"><path/></a>',
    '<foreignObject><b/></foreignObject>',
    '<image href="https://evil.example/x.png"/>',
    '<use xlink:href="https://evil.example/x.svg#a"/>',
    "<a href='javascript:x()'/>",
    '<style>@import "https://evil.example/x.css"</style>',
    '<path fill="url( https://evil.example/p )"/>',
    '<animate attributeName="href"/>',
  ])('an SVG with %s is refused', (inside) => {
    expect(readLogoPicture(svg(inside))).toEqual({ kind: 'refused', why: 'active' });
  });
});

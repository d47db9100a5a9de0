import { crc32, deflateSync } from 'node:zlib';

/**
 * A picture of black and white squares as a PNG (https://www.w3.org/TR/png-3/), one bit a pixel: a code of
 * forty squares a side at print size takes a few kilobytes, and no library. `pixelsPerMetre` is what a
 * printer goes by.
 */
export function blackAndWhitePng(picture: {
  /** Width and height, in squares. */
  size: number;
  isBlack: (row: number, column: number) => boolean;
  /** Width of a square, in pixels. */
  scale: number;
  pixelsPerMetre: number;
}): Uint8Array {
  const { size, scale, isBlack } = picture;
  const width = size * scale;
  const lines: Buffer[] = [];
  for (let row = 0; row < size; row += 1) {
    // One byte says how the line is filtered: not at all.
    const line = Buffer.alloc(1 + Math.ceil(width / 8));
    for (let x = 0; x < width; x += 1) {
      const white = !isBlack(row, Math.floor(x / scale));
      const at = 1 + (x >> 3);
      if (white) line[at] = (line[at] ?? 0) | (0x80 >> (x & 7));
    }
    for (let copy = 0; copy < scale; copy += 1) lines.push(line);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(width, 4);
  header.writeUInt8(1, 8); // bits a pixel; 0 after it: grey
  const density = Buffer.alloc(9);
  density.writeUInt32BE(picture.pixelsPerMetre, 0);
  density.writeUInt32BE(picture.pixelsPerMetre, 4);
  density.writeUInt8(1, 8); // in metres
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('pHYs', density),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

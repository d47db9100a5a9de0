import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { blackAndWhitePng } from './png.ts';

test('another reader of PNG sees the same squares, each as large as asked', () => {
  const dark = [
    [true, false, true],
    [false, false, true],
    [true, true, false],
  ];
  const scale = 5;
  const png = PNG.sync.read(
    Buffer.from(
      blackAndWhitePng({
        size: 3,
        isBlack: (row, column) => dark[row]?.[column] === true,
        scale,
        pixelsPerMetre: 11_811,
      }),
    ),
  );
  expect([png.width, png.height]).toEqual([15, 15]);
  for (let y = 0; y < png.height; y += 1) {
    for (let x = 0; x < png.width; x += 1) {
      const black = dark[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true;
      expect(png.data[(y * png.width + x) * 4]).toBe(black ? 0 : 255);
    }
  }
});

import jsQR from 'jsqr';
import { PNG } from 'pngjs';

/** Larger pictures are refused before they are unpacked: a small PNG can hold a huge bitmap. */
const MAX_PIXELS = 16_000_000;
const PNG_SIGNATURE = '89504e470d0a1a0a';

export type QrPicture =
  | { readonly status: 'read'; readonly text: string }
  | {
      readonly status: 'unreadable';
      readonly reason: 'not_png' | 'too_large' | 'damaged' | 'no_code';
    };

/** Reads the QR code in a PNG picture. */
export function readQrPicture(bytes: Uint8Array): QrPicture {
  const file = Buffer.from(bytes);
  if (file.subarray(0, 8).toString('hex') !== PNG_SIGNATURE || file.length < 33) {
    return { status: 'unreadable', reason: 'not_png' };
  }
  // The first chunk is always IHDR: width and height at bytes 16 and 20 (PNG specification, 11.2.2).
  if (file.readUInt32BE(16) * file.readUInt32BE(20) > MAX_PIXELS) {
    return { status: 'unreadable', reason: 'too_large' };
  }
  let picture: PNG;
  try {
    picture = PNG.sync.read(file);
  } catch {
    return { status: 'unreadable', reason: 'damaged' };
  }
  const pixels = onWhite(picture);
  const found = jsQR(pixels, picture.width, picture.height);
  return found === null || found.data === ''
    ? { status: 'unreadable', reason: 'no_code' }
    : { status: 'read', text: found.data };
}

/** Saved codes often have a transparent ground, which the reader would take for black. */
function onWhite(picture: PNG): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(picture.data);
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = (pixels[at + 3] ?? 255) / 255;
    for (let channel = at; channel < at + 3; channel += 1) {
      pixels[channel] = (pixels[channel] ?? 0) * alpha + 255 * (1 - alpha);
    }
    pixels[at + 3] = 255;
  }
  return pixels;
}

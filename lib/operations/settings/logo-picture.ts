import { imageSize } from 'image-size';

/** The logo is part of every page's first answer, so it has to be small. */
export const MAX_LOGO_BYTES = 16 * 1024;
/** A picture of few bytes can be of millions of pixels, which a phone would have to unpack. */
export const MAX_LOGO_PIXELS = 2048;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  svg: 'image/svg+xml',
};

export type LogoReading =
  /** `url`: a `data:` address. */
  | { readonly kind: 'picture'; readonly url: string }
  | { readonly kind: 'refused'; readonly why: LogoProblem };

/** `active`: an SVG that could do something, or would fetch something. */
export type LogoProblem = 'too_large' | 'no_picture' | 'too_many_pixels' | 'active';

/**
 * A logo as the page carries it: a `data:` address, so that no other host learns of the shopper and no request is
 * spent on it. Told by its bytes, not by its name. It is shown as a picture only, where an SVG's scripts do not
 * run and its links are not followed; one that has any is refused all the same, for who knows where it is put next.
 */
export function readLogoPicture(bytes: Buffer): LogoReading {
  if (bytes.byteLength > MAX_LOGO_BYTES) return { kind: 'refused', why: 'too_large' };
  const found = sizeOf(bytes);
  const mediaType = MEDIA_TYPES[found?.type ?? ''];
  if (found === null || mediaType === undefined) return { kind: 'refused', why: 'no_picture' };
  if (Math.max(found.width, found.height) > MAX_LOGO_PIXELS) {
    return { kind: 'refused', why: 'too_many_pixels' };
  }
  if (mediaType === 'image/svg+xml' && isActive(bytes.toString('utf8'))) {
    return { kind: 'refused', why: 'active' };
  }
  return { kind: 'picture', url: `data:${mediaType};base64,${bytes.toString('base64')}` };
}

function sizeOf(bytes: Buffer): { type: string; width: number; height: number } | null {
  try {
    const { type, width, height } = imageSize(bytes);
    return type === undefined ? null : { type, width, height };
  } catch {
    // What the library cannot read is no picture for us either.
    return null;
  }
}

/** Elements, attributes and declarations that a drawing does not need. */
const ACTIVE = [
  /<\s*(?:script|foreignObject|iframe|embed|object|audio|video|image|animate\w*|set|handler)\b/i,
  /\son\w+\s*=/i,
  /<!\s*(?:DOCTYPE|ENTITY)/i,
  /<\?xml-stylesheet/i,
  /@import|javascript\s*:/i,
  // Other than a part of itself.
  /\b(?:xlink:)?href\s*=\s*(?!["']?#)/i,
  /url\(\s*["']?\s*(?!#)/i,
];

function isActive(svg: string): boolean {
  return ACTIVE.some((pattern) => pattern.test(svg));
}

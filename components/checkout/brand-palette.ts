/** sRGB, each channel 0 to 255. */
type Rgb = readonly [red: number, green: number, blue: number];

/** The colours one scheme takes from the merchant's accent, each `#rrggbb`. */
export interface BrandColors {
  /** Fill of the primary button. */
  readonly accent: string;
  /** The same, pointed at. */
  readonly accentHover: string;
  /** Text on the button: at least 4.5:1 on both fills. */
  readonly onAccent: string;
  /** Lines that carry meaning (chosen row, focus ring, radio): at least 3:1 on every surface. */
  readonly accentLine: string;
  /** Links and other text: at least 4.5:1 on every surface. */
  readonly accentText: string;
  /** Ground behind the order summary. */
  readonly tint: string;
  /** Fill of the chosen row. */
  readonly tintSoft: string;
  /** Lines on the tint. */
  readonly tintLine: string;
}

export interface BrandPalette {
  readonly light: BrandColors;
  readonly dark: BrandColors;
}

/** Used when a stored colour cannot be read: the page must never break over a colour. */
export const FALLBACK_ACCENT = '#0f5fa8';

/** The neutral tokens of `app/styles/tokens.css` that the merchant's colours have to stand on. */
const LIGHT = { surface: '#ffffff', ink: '#10151d' } as const;
const DARK = { surface: '#12161c', ink: '#eef1f5' } as const;

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

/** WCAG 2.2: 1.4.3 for text, 1.4.11 for what is not text. A little over, for rounding. */
const TEXT_CONTRAST = 4.55;
/** Light text on dark glares less than it dims: a little more than the rule asks reads better. */
const DARK_TEXT_CONTRAST = 6;
const LINE_CONTRAST = 3.05;

/** The page's colours from one accent. Anything but `#rrggbb` gives the fallback's. */
export function brandPalette(accent: string): BrandPalette {
  const base = parseHex(accent) ?? parseHex(FALLBACK_ACCENT) ?? BLACK;
  return { light: lightColors(base), dark: darkColors(base) };
}

function lightColors(base: Rgb): BrandColors {
  const surface = parseHex(LIGHT.surface) ?? WHITE;
  const ink = parseHex(LIGHT.ink) ?? BLACK;
  const tint = mix(surface, base, 0.1);
  const tintSoft = mix(surface, base, 0.05);
  const [accent, onAccent] = fillAndText(base, ink);
  return {
    accent: toHex(accent),
    accentHover: toHex(mix(accent, onAccent === WHITE ? BLACK : WHITE, 0.12)),
    onAccent: toHex(onAccent),
    accentLine: toHex(until(base, [BLACK], readsOn(LINE_CONTRAST, surface, tint, tintSoft))),
    accentText: toHex(until(base, [BLACK], readsOn(TEXT_CONTRAST, surface, tint, tintSoft))),
    tint: toHex(tint),
    tintSoft: toHex(tintSoft),
    tintLine: toHex(mix(tint, ink, 0.12)),
  };
}

function darkColors(base: Rgb): BrandColors {
  const surface = parseHex(DARK.surface) ?? BLACK;
  const ink = parseHex(LIGHT.ink) ?? BLACK;
  const tint = mix(surface, base, 0.1);
  const tintSoft = mix(surface, base, 0.14);
  // A navy button would sink into a dark page: it is raised until it can be seen.
  const raised = until(base, lift(base), readsOn(LINE_CONTRAST, surface));
  const [accent, onAccent] = fillAndText(raised, ink);
  return {
    accent: toHex(accent),
    accentHover: toHex(mix(accent, onAccent === WHITE ? BLACK : WHITE, 0.12)),
    onAccent: toHex(onAccent),
    accentLine: toHex(until(base, lift(base), readsOn(LINE_CONTRAST, surface, tint, tintSoft))),
    accentText: toHex(
      until(base, lift(base), readsOn(DARK_TEXT_CONTRAST, surface, tint, tintSoft)),
    ),
    tint: toHex(tint),
    tintSoft: toHex(tintSoft),
    tintLine: toHex(mix(tint, parseHex(DARK.ink) ?? WHITE, 0.14)),
  };
}

/**
 * A button's fill and its text. White where it can be read; on a mid tone the fill is darkened a
 * little for white; on a bright one (a yellow) dark text keeps the brand's colour as it is.
 */
function fillAndText(base: Rgb, ink: Rgb): readonly [fill: Rgb, text: Rgb] {
  if (contrast(base, WHITE) >= 2.9) {
    return [until(base, [BLACK], readsOn(TEXT_CONTRAST, WHITE)), WHITE];
  }
  return [until(base, [WHITE], readsOn(TEXT_CONTRAST, ink)), ink];
}

/** Brighter in its own hue first, and only then paler: a navy becomes blue, not grey. */
function lift(color: Rgb): readonly Rgb[] {
  const peak = Math.max(...color);
  if (peak === 0) return [WHITE];
  return [[(color[0] * 255) / peak, (color[1] * 255) / peak, (color[2] * 255) / peak], WHITE];
}

/**
 * `color` moved towards each goal in turn, in steps of 2 %, until it passes; the last goal if nothing
 * before does.
 */
function until(color: Rgb, goals: readonly Rgb[], passes: (color: Rgb) => boolean): Rgb {
  let from = color;
  for (const goal of goals) {
    for (let step = 0; step <= 50; step += 1) {
      const candidate = parseHex(toHex(mix(from, goal, step / 50))) ?? goal;
      if (passes(candidate)) return candidate;
    }
    from = goal;
  }
  return from;
}

function readsOn(ratio: number, ...grounds: readonly Rgb[]): (color: Rgb) => boolean {
  return (color) => grounds.every((ground) => contrast(color, ground) >= ratio);
}

/** Contrast ratio of WCAG 2.2, 1 to 21, of two `#rrggbb` colours; null when one cannot be read. */
export function contrastRatio(a: string, b: string): number | null {
  const first = parseHex(a);
  const second = parseHex(b);
  return first === null || second === null ? null : contrast(first, second);
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const blend = (a: number, b: number): number => a + (b - a) * share;
  return [blend(from[0], to[0]), blend(from[1], to[1]), blend(from[2], to[2])];
}

function parseHex(text: string): Rgb | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (match === null) return null;
  const channel = (index: number): number => Number.parseInt(match[index] ?? '0', 16);
  return [channel(1), channel(2), channel(3)];
}

function toHex(color: Rgb): string {
  return `#${color.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}

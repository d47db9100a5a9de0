import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BrandColors, brandPalette, contrastRatio, FALLBACK_ACCENT } from './brand-palette.ts';

const hexColor = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

function ratio(a: string, b: string): number {
  return contrastRatio(a, b) ?? 0;
}

function expectReadable(colors: BrandColors, surface: string, ink: string): void {
  expect(ratio(colors.onAccent, colors.accent)).toBeGreaterThanOrEqual(4.5);
  expect(ratio(colors.onAccent, colors.accentHover)).toBeGreaterThanOrEqual(4.5);
  for (const ground of [surface, colors.tint, colors.tintSoft]) {
    expect(ratio(colors.accentText, ground)).toBeGreaterThanOrEqual(4.5);
    expect(ratio(colors.accentLine, ground)).toBeGreaterThanOrEqual(3);
    expect(ratio(ink, ground)).toBeGreaterThanOrEqual(7);
  }
}

describe('brandPalette', () => {
  it('can be read with any accent a merchant picks, light and dark', () => {
    fc.assert(
      fc.property(hexColor, (accent) => {
        const palette = brandPalette(accent);
        expectReadable(palette.light, '#ffffff', '#10151d');
        expectReadable(palette.dark, '#12161c', '#eef1f5');
      }),
      { numRuns: 500 },
    );
  });

  it('keeps quiet text readable on the tint', () => {
    fc.assert(
      fc.property(hexColor, (accent) => {
        const palette = brandPalette(accent);
        expect(ratio('#515b69', palette.light.tint)).toBeGreaterThanOrEqual(4.5);
        expect(ratio('#a9b2bf', palette.dark.tintSoft)).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves a colour that already reads well as the merchant gave it', () => {
    expect(brandPalette('#0b3d91').light.accent).toBe('#0b3d91');
    expect(brandPalette('#ffd400').light).toMatchObject({ accent: '#ffd400', onAccent: '#10151d' });
  });

  it('darkens a mid tone for white text', () => {
    const { accent, onAccent } = brandPalette('#e2574c').light;
    expect(onAccent).toBe('#ffffff');
    expect(accent).not.toBe('#e2574c');
  });

  it('raises a black button on a dark page', () => {
    expect(ratio(brandPalette('#000000').dark.accent, '#12161c')).toBeGreaterThanOrEqual(3);
  });

  it.each(['red', '', '#fff', '#12345g', '#000000;}body{display:none', 'url(x)'])(
    'never lets %j into the style sheet',
    (value) => {
      expect(brandPalette(value)).toEqual(brandPalette(FALLBACK_ACCENT));
    },
  );
});

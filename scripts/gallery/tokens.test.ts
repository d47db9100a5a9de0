import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { brandPalette, FALLBACK_ACCENT } from '#components/checkout/brand-palette.ts';

describe('app/styles/tokens.css', () => {
  it('dresses a page without a merchant in the fallback colours', () => {
    const css = readFileSync('app/styles/tokens.css', 'utf8').replaceAll('#fff;', '#ffffff;');
    const { light, dark } = brandPalette(FALLBACK_ACCENT);
    for (const color of [...Object.values(light), ...Object.values(dark)]) {
      expect(css).toContain(`${color};`);
    }
  });
});

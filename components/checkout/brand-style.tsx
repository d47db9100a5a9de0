import { type BrandColors, brandPalette } from './brand-palette.ts';

/**
 * The merchant's colours as CSS variables, light and dark. A nonced `<style>`, because the page's policy
 * allows no `style` attribute; computed from a parsed colour, so no merchant text reaches the sheet.
 */
export function BrandStyle(props: { accentColor: string; nonce: string | undefined }) {
  return <style nonce={props.nonce}>{brandCss(props.accentColor)}</style>;
}

/** The sheet itself. It has no quotes and no `>`: React would escape them inside `<style>`. */
export function brandCss(accentColor: string): string {
  const { light, dark } = brandPalette(accentColor);
  return `:root{${variables(light)}}@media (prefers-color-scheme:dark){:root{${variables(dark)}}}`;
}

function variables(colors: BrandColors): string {
  return [
    `--accent:${colors.accent}`,
    `--accent-hover:${colors.accentHover}`,
    `--on-accent:${colors.onAccent}`,
    `--accent-line:${colors.accentLine}`,
    `--accent-text:${colors.accentText}`,
    `--tint:${colors.tint}`,
    `--tint-soft:${colors.tintSoft}`,
    `--tint-line:${colors.tintLine}`,
  ].join(';');
}

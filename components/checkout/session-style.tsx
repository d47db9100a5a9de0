import { METHOD_IDS, isExpressMethod } from '#lib/domain/method-id.ts';
import { brandPalette, type BrandColors } from './brand-palette.ts';
import { NoncedStyle } from './islands/nonced-style.tsx';

/**
 * The style sheet of one session's pages. It belongs in their layout, where it stays from page to page.
 * Nonced, because the policy allows no `style` attribute; computed from a parsed colour, so no
 * merchant text reaches it.
 */
export function SessionStyle(props: {
  accentColor: string;
  /** The page may be in a frame that is made as high as it is. */
  inFrame: boolean;
  nonce: string | undefined;
}) {
  const css = keptCss(props.accentColor);
  return <NoncedStyle css={props.inFrame ? css + FRAME_CSS : css} nonce={props.nonce} />;
}

/**
 * As high as what is in it, and no less than what a bank's check or a wallet's sheet needs over it: those
 * cover the frame, and cannot be larger.
 */
const FRAME_CSS =
  'body{min-height:0}body:has(.secure-check),body:has([role=dialog]){min-height:680px}';

/** Finding colours of enough contrast takes as long as a query does, and a merchant's colour stays. */
const MAX_KEPT = 1_000;
const kept = new Map<string, string>();

function keptCss(accentColor: string): string {
  const known = kept.get(accentColor);
  if (known !== undefined) return known;
  if (kept.size >= MAX_KEPT) kept.clear();
  const css = sessionCss(accentColor);
  kept.set(accentColor, css);
  return css;
}

/** No quotes and no `>`: React would escape them inside `<style>`. */
export function sessionCss(accentColor: string): string {
  return brandCss(accentColor) + payLabelCss();
}

/** The merchant's colours as CSS variables, light and dark. */
function brandCss(accentColor: string): string {
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

/**
 * Shows the one label of the pay button that fits the chosen method, by style sheet alone: right before
 * any script runs and without any. The labels not shown are `display: none`, so no screen reader reads
 * them either. A browser without `:has()` keeps the plain "Pay HK$128.50".
 */
function payLabelCss(): string {
  const labels = METHOD_IDS.filter((method) => !isExpressMethod(method)).map(
    (method) =>
      `.pay-label-${method}{display:none}` +
      `.pay-form:has(input[value=${method}]:checked) .pay-label-${method}{display:inline}`,
  );
  return `.pay-form:has(input[name=method]:checked) .pay-label-none{display:none}${labels.join('')}`;
}

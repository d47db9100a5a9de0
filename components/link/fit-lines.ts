/** Wide glyphs: Chinese and its neighbours, and what is as wide as they are. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/;
/** In ems, on the wide side: a line that is too short looks better than one that is cut. */
const WIDE_EM = 1;
const NARROW_EM = 0.6;
/** Text is not made smaller than this part of what was asked. */
const SMALLEST = 0.6;

/**
 * Text in at most `maxLines` lines of `width`, as large as it can be up to `size`. No font is at hand to
 * measure with, so widths are reckoned; what is too long in the smallest size is cut, with an ellipsis.
 */
export function fitLines(
  text: string,
  fit: { width: number; size: number; maxLines: number },
): { readonly lines: readonly string[]; readonly size: number } {
  const clean = text.replaceAll(/\s+/g, ' ').trim();
  const whole = widthOf(clean);
  const oneLine = Math.min(fit.size, fit.width / Math.max(whole, 1));
  if (oneLine >= fit.size * SMALLEST) return { lines: [clean], size: oneLine };
  const size = fit.size * SMALLEST;
  return { lines: wrap(clean, { ems: fit.width / size, maxLines: fit.maxLines }), size };
}

function wrap(text: string, { ems, maxLines }: { ems: number; maxLines: number }): string[] {
  const lines: string[] = [''];
  for (const piece of pieces(text)) {
    const current = lines.at(-1) ?? '';
    if (widthOf(current + piece) <= ems || current === '') {
      lines[lines.length - 1] = current + piece;
    } else if (lines.length < maxLines) {
      lines.push(piece.trimStart());
    } else {
      lines[lines.length - 1] = cut(`${current}${piece}`, ems);
      break;
    }
  }
  return lines.map((line) => cut(line.trim(), ems));
}

/** Where a line may end: after a word, and after any wide glyph. */
function pieces(text: string): readonly string[] {
  const found: string[] = [];
  for (const character of text) {
    const last = found.at(-1) ?? '';
    const joins = !WIDE.test(character) && !WIDE.test(last.at(-1) ?? '') && !last.endsWith(' ');
    if (joins && found.length > 0) found[found.length - 1] = last + character;
    else found.push(character);
  }
  return found;
}

function cut(text: string, ems: number): string {
  if (widthOf(text) <= ems || text.endsWith('…')) return text;
  const kept: string[] = [];
  for (const character of text) {
    if (widthOf([...kept, character, '…'].join('')) > ems) break;
    kept.push(character);
  }
  return `${kept.join('').trimEnd()}…`;
}

function widthOf(text: string): number {
  return [...text].reduce(
    (sum, character) => sum + (WIDE.test(character) ? WIDE_EM : NARROW_EM),
    0,
  );
}

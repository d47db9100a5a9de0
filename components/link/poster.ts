import type { LinkView } from '#lib/domain/link-view.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { brandPalette } from '../checkout/brand-palette.ts';
import { qrDrawing } from '../checkout/qr-matrix.ts';
import { merchantName } from '../checkout/merchant-name.ts';
import { fitLines } from './fit-lines.ts';

/** A4 in tenths of a millimetre. */
const WIDTH = 2100;
const HEIGHT = 2970;
const MARGIN = 180;
const CODE_SIDE = 1150;
/** Names of what is sold; the rest is counted. */
const MAX_NAMES = 2;

const FONTS =
  'PingFang HK, Noto Sans HK, Noto Sans CJK HK, Microsoft JhengHei, system-ui, sans-serif';

/**
 * A poster of a link, to print on A4: whose it is, what is paid for, and the code, in both languages. Text is
 * left to the fonts of whoever opens it, as on our pages; sizes are reckoned to fit whatever they are.
 */
export function posterSvg(poster: {
  view: LinkView;
  /** The link's full address. */
  url: string;
  /** The poster's languages, the larger one first. */
  words: readonly [Words, Words];
}): string {
  const { view, url, words } = poster;
  const [first, second] = words;
  const { accent, onAccent } = brandPalette(view.merchant.accentColor).light;
  const names = [...new Set(words.map(({ locale }) => merchantName(view.merchant, locale)))];
  const parts: string[] = [
    rect({ x: 0, y: 0, width: WIDTH, height: HEIGHT, fill: '#fff' }),
    rect({ x: 0, y: 0, width: WIDTH, height: 610, fill: accent }),
    ...column(names, { top: 150, sizes: [150, 88], weight: 700, fill: onAccent, gap: 40 }).parts,
    ...column([first.t('poster.scan'), second.t('poster.scan')], {
      top: 690,
      sizes: [130, 80],
      weight: 700,
      fill: '#10151d',
      gap: 24,
    }).parts,
    code(url),
  ];
  const sold = column([...soldLines(view, words)], {
    top: 2160,
    sizes: [84],
    weight: 500,
    fill: '#10151d',
    gap: 20,
  });
  const amount = column(amountLines(view, words), {
    top: sold.bottom + 30,
    sizes: view.total === null ? [84, 64] : [150],
    weight: 700,
    fill: '#10151d',
    gap: 16,
  });
  const how = `${first.t('poster.how')} · ${second.t('poster.how')}`;
  const foot = column([how, url.replace(/^https?:\/\//, '')], {
    top: 2730,
    sizes: [48, 44],
    weight: 400,
    fill: '#515b69',
    gap: 20,
  });
  parts.push(...sold.parts, ...amount.parts, ...foot.parts);
  if (!view.livemode) parts.push(testBand(words));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" ` +
    `viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="${FONTS}" text-anchor="middle">` +
    `<title>${escapeXml(`${names.join(' ')}: ${url}`)}</title>${parts.join('')}</svg>`
  );
}

/** Dark on white whatever the merchant's colour, with its quiet zone. */
function code(url: string): string {
  const { size, path } = qrDrawing(url);
  const x = (WIDTH - CODE_SIDE) / 2;
  const scale = CODE_SIDE / size;
  return (
    `<g transform="translate(${x} 970) scale(${scale.toFixed(4)})" shape-rendering="crispEdges">` +
    `<rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></g>`
  );
}

function soldLines(view: LinkView, [first]: readonly [Words, Words]): readonly string[] {
  const names = view.items.map(({ name, quantity, quantityBounds }) =>
    quantity > 1 && quantityBounds === null ? `${name} × ${quantity}` : name,
  );
  const more = names.length - MAX_NAMES;
  return more > 0 ? [...names.slice(0, MAX_NAMES), first.t('poster.more', { count: more })] : names;
}

function amountLines(view: LinkView, words: readonly [Words, Words]): readonly string[] {
  if (view.total !== null) return [words[0].money(view.total)];
  const [only] = view.items;
  if (only?.unitAmount !== undefined && only.unitAmount !== null && view.items.length === 1) {
    const amount = words[0].money(only.unitAmount);
    return words.map(({ t }) => t('summary.each', { amount }));
  }
  const chosen = view.items.some(({ unitAmount }) => unitAmount === null);
  return chosen ? words.map(({ t }) => t('link.yourAmount')) : [];
}

function testBand([first, second]: readonly [Words, Words]): string {
  return (
    rect({ x: 0, y: 0, width: WIDTH, height: 84, fill: '#fff3d6' }) +
    line(`${first.t('poster.testMode')} · ${second.t('poster.testMode')}`, {
      y: 60,
      size: 46,
      weight: 500,
      fill: '#7a4a00',
    })
  );
}

interface Style {
  readonly weight: number;
  readonly fill: string;
}

/** Texts one under the other, each as large as fits. `sizes`: the first one's, and that of those after it. */
function column(
  texts: readonly string[],
  style: Style & { top: number; sizes: readonly number[]; gap: number },
): { parts: readonly string[]; bottom: number } {
  let y = style.top;
  const parts = texts.flatMap((text, index) => {
    const most = style.sizes[index] ?? style.sizes.at(-1) ?? 60;
    const { lines, size } = fitLines(text, { width: WIDTH - 2 * MARGIN, size: most, maxLines: 2 });
    const drawn = lines.map((part) => {
      y += size * 1.15;
      return line(part, { ...style, y: y - size * 0.25, size });
    });
    y += style.gap;
    return drawn;
  });
  return { parts, bottom: y };
}

function line(text: string, style: Style & { y: number; size: number }): string {
  return (
    `<text x="${WIDTH / 2}" y="${Math.round(style.y)}" font-size="${Math.round(style.size)}" ` +
    `font-weight="${style.weight}" fill="${style.fill}">${escapeXml(text)}</text>`
  );
}

function rect(at: { x: number; y: number; width: number; height: number; fill: string }): string {
  return `<rect x="${at.x}" y="${at.y}" width="${at.width}" height="${at.height}" fill="${at.fill}"/>`;
}

/** A merchant's text inside markup: XML takes no control characters, written in whatever way. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\ufffe\uffff]/gu, ' ')
    .toWellFormed()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

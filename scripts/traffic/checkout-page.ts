import jsQR from 'jsqr';

/** A session's page that can be paid, as a shopper without script has it. */
export interface PayPage {
  /** The form's own fields, to be sent back with the method. */
  readonly fields: Readonly<Record<string, string>>;
  /** The methods that can be chosen, from the top. */
  readonly order: readonly string[];
}

/** Null: the page shows no list of methods. */
export function readPayPage(html: string): PayPage | null {
  const start = html.indexOf('<form class="pay-form');
  if (start === -1) return null;
  const form = html.slice(start, html.indexOf('</form>', start));
  const inputs = [...form.matchAll(/<input[^>]*>/g)].map(([input]) => input);
  const fields = inputs
    .filter((input) => attribute(input, 'type') === 'hidden')
    .map((input) => [attribute(input, 'name') ?? '', attribute(input, 'value') ?? ''] as const);
  const order = inputs
    .filter(
      (input) => attribute(input, 'type') === 'radio' && attribute(input, 'disabled') === null,
    )
    .map((input) => attribute(input, 'value') ?? '');
  return { fields: Object.fromEntries(fields), order };
}

/** What a payment that was begun asks of its shopper: a code's content, or an address to go to. */
export function readNextStep(html: string): string | null {
  const link = /<a[^>]*\bid="go-on"[^>]*>/.exec(html)?.[0];
  if (link !== undefined) return attribute(link, 'href');
  return scan(html);
}

/** Reads the code as a phone does, from its dark and light modules. */
function scan(html: string): string | null {
  const svg = /<svg[^>]*\bid="payment-code"[^>]*>/.exec(html);
  if (svg === null) return null;
  const modules = Number(/viewBox="0 0 (\d+) /.exec(svg[0])?.[1]);
  const path = /<path[^>]*\bd="([^"]*)"/.exec(html.slice(svg.index))?.[1] ?? '';
  const width = modules * PIXELS_PER_MODULE;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, column, row, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (
      let y = Number(row) * PIXELS_PER_MODULE;
      y < (Number(row) + 1) * PIXELS_PER_MODULE;
      y += 1
    ) {
      const from = (y * width + Number(column) * PIXELS_PER_MODULE) * 4;
      const until = from + Number(length) * PIXELS_PER_MODULE * 4;
      for (let at = from; at < until; at += 4) pixels.fill(0, at, at + 3);
    }
  }
  return jsQR(pixels, width, width, { inversionAttempts: 'dontInvert' })?.data ?? null;
}

const PIXELS_PER_MODULE = 3;

/** Null where the tag has none; the empty text where it has no value. */
function attribute(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>])`).exec(tag);
  if (found === null) return null;
  return (found[1] ?? '')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'");
}

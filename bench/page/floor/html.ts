/** A piece of HTML, as opposed to text that has yet to be escaped. */
export class Markup {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

type Part = string | number | Markup | readonly Markup[];

/** HTML from a template: pieces of HTML go in as they are, and everything else as text. */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const written = parts.map((part) => {
    if (part instanceof Markup) return part.source;
    if (typeof part === 'object') return part.map(({ source }) => source).join('\n');
    return escaped(String(part));
  });
  return new Markup(String.raw({ raw: template }, ...written));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}

import { FpsPayloadError } from './fps-payload-error.ts';

const MAX_VALUE_LENGTH = 99;

/**
 * Writes elements of an EMVCo code, each a two-digit id, a two-digit length and a value, in the order
 * given; one without a value is left out. Lengths count characters, which are code points: a Chinese
 * character outside the BMP (𨋢) counts once. Throws FpsPayloadError.
 */
export function encodeElements(
  elements: readonly (readonly [id: string, value: string | null])[],
  template?: string,
): string {
  return elements
    .map(([id, value]) => {
      if (value === null) return '';
      const length = Array.from(value).length;
      if (length === 0) throw new FpsPayloadError(tagOf(id, template), 'has no value');
      if (length > MAX_VALUE_LENGTH) {
        throw new FpsPayloadError(tagOf(id, template), `is longer than ${MAX_VALUE_LENGTH}`);
      }
      return `${id}${String(length).padStart(2, '0')}${value}`;
    })
    .join('');
}

/**
 * Reads elements by their tags. `template`: the tag whose value this is. Throws FpsPayloadError when an
 * id or a length is no number, a value is empty or cut short, or a tag comes twice.
 */
export function decodeElements(text: string, template?: string): ReadonlyMap<string, string> {
  const characters = Array.from(text);
  const elements = new Map<string, string>();
  let before = template ?? '00';
  for (let at = 0; at < characters.length;) {
    const head = characters.slice(at, at + 4).join('');
    if (!/^\d{4}$/.test(head)) {
      throw new FpsPayloadError(before, 'is not followed by another tag and its length');
    }
    const id = head.slice(0, 2);
    const tag = tagOf(id, template);
    const length = Number(head.slice(2));
    const value = characters.slice(at + 4, at + 4 + length);
    if (length === 0) throw new FpsPayloadError(tag, 'has no value');
    if (value.length !== length) throw new FpsPayloadError(tag, 'is cut short');
    if (elements.has(id)) throw new FpsPayloadError(tag, 'comes twice');
    elements.set(id, value.join(''));
    before = tag;
    at += 4 + length;
  }
  return elements;
}

function tagOf(id: string, template: string | undefined): string {
  return template === undefined ? id : `${template}.${id}`;
}

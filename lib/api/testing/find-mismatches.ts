import { unreachable } from '#lib/domain/unreachable.ts';
import type { Typing, Typings } from './typings.ts';

/**
 * Fields of our own on objects of Stripe's, by the object, or by the field that holds it where it has no name:
 * `payment_intent: ['fps_reference']`, `next_action: ['fps_display_qr_code']`.
 */
export type NativeFields = Readonly<Record<string, readonly string[]>>;

/**
 * Where a value is not what its typing says, as `line_items.data[0].price: …`: a field that has to be there, is of
 * another type, or is nobody's.
 */
export function findMismatches(
  value: unknown,
  typing: Typing,
  typings: Typings,
  native: NativeFields,
  at = '',
): readonly string[] {
  const inside = (part: unknown, of: Typing, name: string) =>
    findMismatches(part, of, typings, native, name);
  const expected = (what: string) => [`${at === '' ? 'it' : at}: ${what}, not ${show(value)}`];
  switch (typing.kind) {
    case 'any':
      return [];
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === typing.kind ? [] : expected(typing.kind);
    case 'literal':
      return value === typing.value ? [] : expected(JSON.stringify(typing.value));
    case 'list':
      if (!Array.isArray(value)) return expected('a list');
      return value.flatMap((entry, index) => inside(entry, typing.of, `${at}[${index}]`));
    case 'named': {
      const named = typings.named[typing.name];
      if (named === undefined) throw new Error(`There is no typing ${typing.name}.`);
      return inside(value, named, at);
    }
    case 'union':
      return (
        nearest(
          typing.of.map((of) => inside(value, of, at)),
          at,
        ) ?? expected('nothing')
      );
    case 'object': {
      if (!isObject(value)) return expected('an object');
      const name = (key: string) => (at === '' ? key : `${at}.${key}`);
      const object = value['object'];
      const own = native[typeof object === 'string' ? object : (at.split('.').at(-1) ?? '')] ?? [];
      const wanted = Object.entries(typing.properties).flatMap(([key, { type, optional }]) => {
        if (key in value) return inside(value[key], type, name(key));
        return optional ? [] : [`${name(key)}: is missing`];
      });
      const others = Object.keys(value).filter(
        (key) => !(key in typing.properties) && !own.includes(key),
      );
      const { rest } = typing;
      return [
        ...wanted,
        ...others.flatMap((key) =>
          rest === null ? [`${name(key)}: is in no typing`] : inside(value[key], rest, name(key)),
        ),
      ];
    }
    default:
      return unreachable(typing);
  }
}

/**
 * Of the ways in which a value is none of several, the one it was meant to be: not one of another kind altogether,
 * nor an object of another name, and of those the one with least to say.
 */
function nearest(ways: readonly (readonly string[])[], at: string): readonly string[] | undefined {
  const root = at === '' ? 'it' : at;
  const name = at === '' ? 'object' : `${at}.object`;
  const isOther = (way: readonly string[]) =>
    way.some((mismatch) => mismatch.startsWith(`${root}: `) || mismatch.startsWith(`${name}: `));
  const [best] = ways.toSorted(
    (a, b) => Number(isOther(a)) - Number(isOther(b)) || a.length - b.length,
  );
  return best;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 80);
}

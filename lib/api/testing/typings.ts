/** A type of the SDK's typings, as far as JSON can tell types apart. */
export type Typing =
  | { readonly kind: 'any' | 'string' | 'number' | 'boolean' }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly of: Typing }
  | { readonly kind: 'union'; readonly of: readonly Typing[] }
  | { readonly kind: 'named'; readonly name: string }
  | {
      readonly kind: 'object';
      readonly properties: Readonly<Record<string, { type: Typing; optional: boolean }>>;
      /** Of names that are not listed; null where there are none. */
      readonly rest: Typing | null;
    };

export interface Typings {
  /** The typings of an object, by its `object`: a deleted one has another than one that is there. */
  readonly objects: Readonly<Record<string, readonly string[]>>;
  readonly named: Readonly<Record<string, Typing>>;
}

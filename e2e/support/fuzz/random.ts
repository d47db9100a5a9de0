/** A source of chance that a seed repeats to the last draw. */
export interface Random {
  /** A whole number below `bound`. */
  below(bound: number): number;
  pick<Item>(items: readonly Item[]): Item;
  chance(percent: number): boolean;
  /** Up to `maxLength` characters: plain, odd or hostile ones. */
  text(maxLength: number): string;
}

const CHARACTERS = [
  ...'abcXYZ0189-_.$[]{}()"\'\\/:;,=%&?#@! '.split(''),
  '\u0000',
  '\r\n',
  '\n',
  '\t',
  '\u202e',
  '\ufeff',
  '茶',
  '𨋢',
  '\ud800',
  '__proto__',
  'constructor',
  '../',
  '$1:',
  '["$K1"]',
  '%00',
  '%E0%A4%A',
];

/** mulberry32: small, even, and the same on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (bound: number): number => next() % bound;
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('Nothing to pick from.');
    return item;
  };
  return {
    below,
    pick,
    chance: (percent) => below(100) < percent,
    text: (maxLength) =>
      Array.from({ length: below(maxLength + 1) }, () => pick(CHARACTERS)).join(''),
  };
}

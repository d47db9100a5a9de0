/** 2³²: murmur3 gives one of so many values. */
const RANGE = 2 ** 32;
/** GrowthBook's hash gives one of so many. */
const GROWTHBOOK_BUCKETS = 10_000;

/**
 * How a unit's place between 0 and 1 is found. `growthbook_v2` puts a unit where GrowthBook's SDKs put it,
 * for a shop that runs experiments of its own there. Their v1 is left out: it is far from uniform over
 * numbered ids, and two seeds depend on each other.
 */
export const BUCKET_HASHES = ['murmur3', 'growthbook_v2'] as const;
export type BucketHash = (typeof BUCKET_HASHES)[number];

/** Where a unit lies in 0 … 1, one not included. The same for the same seed and unit, on any machine. */
export function placeOf(hash: BucketHash, seed: string, unit: string): number {
  return hash === 'murmur3' ? murmur3(`${seed}:${unit}`, 0) / RANGE : growthBookV2(seed, unit);
}

/** MurmurHash3_x86_32 of a text's UTF-8 bytes, as an unsigned number: https://github.com/aappleby/smhasher */
export function murmur3(text: string, seed: number): number {
  const bytes = new TextEncoder().encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length - (bytes.length % 4);
  let hash = seed;
  for (let at = 0; at < whole; at += 4) {
    hash = rotate(hash ^ scramble(view.getUint32(at, true)), 13);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let at = bytes.length - 1; at >= whole; at -= 1) rest = (rest << 8) | view.getUint8(at);
  hash ^= scramble(rest) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(block: number): number {
  return Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** Version 2 of the hash of GrowthBook's SDKs: https://docs.growthbook.io/lib/build-your-own */
export function growthBookV2(seed: string, value: string): number {
  return (fnv1a32(String(fnv1a32(seed + value))) % GROWTHBOOK_BUCKETS) / GROWTHBOOK_BUCKETS;
}

/** FNV-1a over UTF-16 units, as their SDK for JavaScript has it. */
function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

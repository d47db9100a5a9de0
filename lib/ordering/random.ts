/** Numbers in [0, 1) that follow from a seed alone, so that a decision can be replayed. */
export interface Random {
  next(): number;
  /** The second of a pair of normals, until it is asked for. */
  spare: number | null;
}

const WARM_UP_ROUNDS = 12;

/**
 * sfc32 (Chris Doty-Humphrey's Small Fast Counting generator, 128 bits of state), seeded by FNV-1a over
 * the text's UTF-16 units. For sampling and simulation, never for secrets.
 */
export function seededRandom(seed: string): Random {
  let a = fnv1a(seed, 0x811c9dc5);
  let b = fnv1a(seed, 0x9e3779b9);
  let c = fnv1a(seed, 0x85ebca6b);
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) next();
  return { next, spare: null };
}

function fnv1a(text: string, basis: number): number {
  let hash = basis;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  // FNV leaves neighbouring seeds close in the high bits; this spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

/** Standard normal, by Box and Muller. */
export function normal(random: Random): number {
  const { spare } = random;
  if (spare !== null) {
    random.spare = null;
    return spare;
  }
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  const angle = 2 * Math.PI * random.next();
  random.spare = radius * Math.sin(angle);
  return radius * Math.cos(angle);
}

/** Exponential with this mean. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.next());
}

// Each try succeeds with more than 95 %: so many failures in a row do not happen.
const MAX_TRIES = 200;

/** Gamma(shape, rate 1), by Marsaglia and Tsang (2000). Throws RangeError unless the shape is positive. */
export function gamma(random: Random, shape: number): number {
  if (!(shape > 0)) throw new RangeError(`A gamma's shape has to be positive, not ${shape}.`);
  if (shape < 1) return gamma(random, shape + 1) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const x = normal(random);
    const cube = 1 + c * x;
    if (cube <= 0) continue;
    const v = cube * cube * cube;
    const u = 1 - random.next();
    if (u < 1 - 0.0331 * x * x * x * x) return d * v;
    if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
  return d;
}

/** Beta(a, b), from two gammas. */
export function beta(random: Random, a: number, b: number): number {
  const x = gamma(random, a);
  return x / (x + gamma(random, b));
}

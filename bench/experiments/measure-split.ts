import { BUCKET_HASHES, type BucketHash, placeOf } from '#lib/experiments/bucket-hash.ts';
import { chiSquaredSampleRatio } from '#lib/experiments/sample-ratio.ts';

const IDS = 1_000_000;
const SHARES = 100;

/** How a hash puts numbered ids into equal shares, and whether two seeds know of each other. */
export function measureSplit(): {
  readonly hash: BucketHash;
  readonly uniformity: number;
  readonly independence: number;
}[] {
  return BUCKET_HASHES.map((hash) => {
    const shares = Array.from({ length: SHARES }, () => 0);
    const halves = [0, 0, 0, 0];
    for (let id = 0; id < IDS; id += 1) {
      const first = placeOf(hash, 'order-exp-1', `${id}`);
      const second = placeOf(hash, 'order-exp-2', `${id}`);
      count(shares, Math.floor(first * SHARES));
      count(halves, (first < 0.5 ? 0 : 2) + (second < 0.5 ? 0 : 1));
    }
    return { hash, uniformity: chiSquaredOf(shares), independence: chiSquaredOf(halves) };
  });
}

function count(cells: number[], cell: number): void {
  cells[cell] = (cells[cell] ?? 0) + 1;
}

function chiSquaredOf(cells: readonly number[]): number {
  return chiSquaredSampleRatio(cells.map((units) => ({ units, weight: 1 }))).chiSquared;
}

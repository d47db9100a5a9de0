import type { ApiKeyId } from '#lib/domain/ids.ts';
import { ApiError } from './api-error.ts';

/** Each read holds one of the pool's connections, which are for all merchants: one key has half of them. */
export const MAX_READS_AT_ONCE = 10;
const MAX_WAITING = 100;
const MAX_WAIT_MS = 2_000;

interface Reads {
  running: number;
  /** Those that wait for a place, the first of them first. */
  readonly waiting: (() => void)[];
}

const readsOf = new Map<ApiKeyId, Reads>();

/** Reads once fewer than `MAX_READS_AT_ONCE` others of this key are being answered; a 429 if that takes long. */
export async function readInTurn<Result>(
  keyId: ApiKeyId,
  read: () => Promise<Result>,
): Promise<Result> {
  const reads = readsOf.get(keyId) ?? { running: 0, waiting: [] };
  readsOf.set(keyId, reads);
  if (reads.running < MAX_READS_AT_ONCE) reads.running += 1;
  else await turn(reads);
  try {
    return await read();
  } finally {
    const next = reads.waiting.shift();
    if (next !== undefined) next();
    else if ((reads.running -= 1) === 0) readsOf.delete(keyId);
  }
}

/** Waits until another hands its place on. */
async function turn({ waiting }: Reads): Promise<void> {
  if (waiting.length >= MAX_WAITING) throw tooMany();
  await new Promise<void>((resolve, reject) => {
    const given = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(given), 1);
      reject(tooMany());
    }, MAX_WAIT_MS);
    waiting.push(given);
  });
}

function tooMany(): ApiError {
  return new ApiError({
    status: 429,
    type: 'rate_limit_error',
    message: `This key reads too much at once: at most ${MAX_READS_AT_ONCE} GET requests are answered at the same time. Try again shortly.`,
    retry: true,
  });
}

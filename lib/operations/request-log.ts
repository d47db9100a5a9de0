import { isDatabaseUnavailable } from '#lib/db/database-unavailable.ts';
import {
  type ApiRequestRow,
  deleteApiRequestsBefore,
  insertApiRequests,
} from '#lib/db/stores/api-request-store.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { redactParams, redactText } from '#lib/platform/redact-params.ts';
import { z } from 'zod';
import type { ApiKeyId } from '#lib/domain/ids.ts';
import type { AppContext } from './context.ts';

/** A call as the API notes it: references alone, nothing worked out while somebody waits. */
export interface NotedCall {
  readonly requestId: string;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly keyId: ApiKeyId;
  readonly at: Date;
  readonly durationMs: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly apiVersion: string;
  readonly idempotencyKey: string | null;
  readonly replayed: boolean;
  /** Null: they could not be read, or nobody got so far. */
  readonly params: Parameters<typeof redactParams>[0] | null;
  /** Of an error, all of it; of anything else, how it begins. */
  readonly answer: string;
}

/** The calls of this process that are still to be written down. Nobody who calls waits for it. */
export interface RequestLog {
  /** Whether calls are noted in this process. */
  readonly isOn: () => boolean;
  readonly note: (call: NotedCall) => void;
}

/** Calls held at most: some seconds of more than one process answers. What comes on top is dropped and counted. */
export const MAX_NOTED = 2_000;
/** Written in one statement, so that what is worked out for it holds no call up for long. */
const BATCH = 100;
const WRITE_EVERY_MS = 500;

/** How long a call is kept. */
export const REQUESTS_KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const FORGET_BATCH = 5_000;

const MAX_PATH_CHARS = 200;

export interface OwnRequestLog extends RequestLog {
  /** Writes down what was noted so far; returns how many. */
  write(context: AppContext): Promise<number>;
  /** Begins to note calls, and to write them every half second unless told. Stopped, it writes the last. */
  start(context: AppContext, options?: { everyMs?: number }): { stop(): Promise<void> };
}

export function createRequestLog(): OwnRequestLog {
  let isOn = false;
  let noted: NotedCall[] = [];
  let dropped = 0;

  const write = async (context: AppContext): Promise<number> => {
    if (dropped > 0) context.log.warn({ dropped }, 'calls were not kept in the request log');
    dropped = 0;
    let written = 0;
    while (noted.length > 0) {
      const batch = noted.slice(0, BATCH);
      noted = noted.slice(BATCH);
      try {
        await insertApiRequests(context.database.db, batch.map(rowOf));
      } catch (error) {
        dropped += batch.length;
        const facts = { dropped: batch.length };
        if (isDatabaseUnavailable(error)) context.log.warn(facts, 'database away; calls not kept');
        else context.log.error({ ...facts, err: error }, 'calls could not be kept');
        // What waits behind it is for the next time, while there is room.
        break;
      }
      written += batch.length;
    }
    return written;
  };

  return {
    isOn: () => isOn,
    note: (call) => {
      if (!isOn) return;
      if (noted.length < MAX_NOTED) noted.push(call);
      else dropped += 1;
    },
    write,
    start: (context, { everyMs = WRITE_EVERY_MS } = {}) => {
      isOn = true;
      let writing: Promise<unknown> = Promise.resolve();
      let isWriting = false;
      const timer = setInterval(() => {
        if (isWriting) return;
        isWriting = true;
        writing = write(context).finally(() => (isWriting = false));
      }, everyMs);
      timer.unref();
      return {
        stop: async () => {
          isOn = false;
          clearInterval(timer);
          await writing;
          await write(context);
        },
      };
    },
  };
}

/** Takes out calls that are older than 30 days, a batch at a go; returns how many. */
export async function forgetOldRequests(context: AppContext): Promise<number> {
  const before = new Date(context.clock.now().getTime() - REQUESTS_KEPT_MS);
  return deleteApiRequestsBefore(context.database.db, before, FORGET_BATCH);
}

const errorSchema = z.object({
  error: z.object({
    type: z.string(),
    code: z.string().optional(),
    param: z.string().optional(),
    message: z.string(),
  }),
});

/** What is kept of a call: nothing that is secret, and no more than a person reads. */
function rowOf(call: NotedCall): ApiRequestRow {
  const error = call.status >= 400 ? readError(call.answer) : null;
  return {
    id: call.requestId,
    merchantId: call.merchantId,
    livemode: call.livemode,
    keyId: call.keyId,
    createdAt: call.at,
    method: call.method.slice(0, 10),
    path: redactText(call.path).slice(0, MAX_PATH_CHARS),
    status: call.status,
    durationMs: Math.round(call.durationMs),
    apiVersion: call.apiVersion,
    idempotencyKey: call.idempotencyKey === null ? null : redactText(call.idempotencyKey),
    replayed: call.replayed,
    params:
      call.params === null
        ? null
        : redactParams(call.params, { isOfPerson: call.path.startsWith('/v1/customers') }),
    answered: error === null ? answeredId(call.answer) : null,
    errorType: error?.type ?? null,
    errorCode: error?.code ?? null,
    errorParam: error?.param === undefined ? null : redactText(error.param),
    errorMessage: error === null ? null : redactText(error.message),
  };
}

function readError(answer: string) {
  try {
    return errorSchema.parse(JSON.parse(answer)).error;
  } catch {
    return null;
  }
}

/** An object's id, which stands first in its answer. */
function answeredId(answer: string): string | null {
  return /^\{\s*"id": "(\w{1,80})"/.exec(answer)?.[1] ?? null;
}

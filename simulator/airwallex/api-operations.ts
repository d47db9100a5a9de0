import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import type { z } from 'zod';
import type { SimulatorContext } from '../core/context.ts';
import { runWithFaults } from '../core/faulted-operation.ts';
import type { Airwallex } from './airwallex.ts';
import { ApiError, serverErrorResponse } from './api-error.ts';
import { apiTime } from './json.ts';
import type { PaymentIntent } from './model.ts';
import { accountOf } from './state.ts';

const TOKEN_LIFE_MS = 30 * 60_000;
const MAX_PAGE_SIZE = 100;

export interface Answer {
  readonly status: 200 | 201;
  readonly body: Record<string, unknown>;
}

type Handle = (c: Context, clientId: string) => Answer | Promise<Answer>;

/** What every operation of the API needs: faults, authentication, request ids, errors in its shape. */
export interface ApiOperations {
  /** Wraps a handler; `name` is what a fault rule calls the operation. */
  operation(name: string, handle: Handle): (c: Context) => Promise<Response>;
  login(c: Context): Promise<Response>;
  /**
   * Runs `effect` once for each request_id: the same request again gets the answer it got then.
   * @throws ApiError `duplicate_request` when the id comes with another request.
   */
  once(request: OnceRequest, effect: () => Answer): Answer;
  /** @throws ApiError `resource_not_found`, for another account's payments too. */
  intentOf(clientId: string, id: string | undefined, source?: string): PaymentIntent;
}

export interface OnceRequest {
  readonly clientId: string;
  readonly operation: string;
  readonly requestId: string;
  /** All that was asked, to tell a repeat from another request. */
  readonly asked: unknown;
}

export function createApiOperations(
  context: SimulatorContext,
  airwallex: Airwallex,
): ApiOperations {
  const { state, payments } = airwallex;
  const tokens = new Map<string, { clientId: string; expiresAt: number }>();

  function withFaults(
    c: Context,
    operation: string,
    effect: () => Promise<Response>,
  ): Promise<Response> {
    return runWithFaults({
      faults: context.faults,
      provider: 'airwallex',
      operation,
      signal: c.req.raw.signal,
      errorResponse: serverErrorResponse,
      effect: async () => {
        try {
          return await effect();
        } catch (error) {
          if (error instanceof ApiError) return error.toResponse();
          throw error;
        }
      },
    });
  }

  function authenticate(c: Context): string {
    const bearer = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    const token = tokens.get(bearer);
    if (token === undefined || token.expiresAt <= context.now().getTime()) {
      throw new ApiError(401, 'unauthorized', 'Access denied, authentication failed');
    }
    return token.clientId;
  }

  return {
    operation: (name, handle) => (c) =>
      withFaults(c, name, async () => {
        const clientId = authenticate(c);
        payments.expireDue();
        const { status, body } = await handle(c, clientId);
        return Response.json(body, { status });
      }),

    login: (c) =>
      withFaults(c, 'authentication.login', async () => {
        const clientId = c.req.header('x-client-id')?.trim() ?? '';
        const apiKey = c.req.header('x-api-key')?.trim() ?? '';
        const account = clientId === '' || apiKey === '' ? null : accountOf(state, clientId);
        if (account === null || (account.apiKey ?? apiKey) !== apiKey) {
          throw new ApiError(401, 'credentials_invalid', 'Invalid client ID or API key');
        }
        account.apiKey = apiKey;
        const token = randomBytes(32).toString('base64url');
        const expiresAt = context.now().getTime() + TOKEN_LIFE_MS;
        tokens.set(token, { clientId, expiresAt });
        return Response.json({ token, expires_at: apiTime(expiresAt) }, { status: 201 });
      }),

    once(request, effect) {
      const key = `${request.clientId} ${request.operation} ${request.requestId}`;
      const fingerprint = createHash('sha256').update(JSON.stringify(request.asked)).digest('hex');
      const kept = state.answers.get(key);
      if (kept === undefined) {
        const answer = effect();
        state.answers.set(key, { fingerprint, ...answer });
        return answer;
      }
      if (kept.fingerprint === fingerprint) return { status: kept.status, body: kept.body };
      throw new ApiError(
        400,
        'duplicate_request',
        'The request_id was used for a different request',
        {
          source: 'request_id',
        },
      );
    },

    intentOf(clientId, id = '', source) {
      const intent = state.intents.get(id);
      if (intent !== undefined && intent.clientId === clientId) return intent;
      const more = source === undefined ? {} : { source };
      throw new ApiError(404, 'resource_not_found', `The PaymentIntent ${id} was not found`, more);
    },
  };
}

/** A page of a list, newest first; `page_num` counts from 0. */
export function page<Item>(
  c: Context,
  items: readonly Item[],
  json: (item: Item) => Record<string, unknown>,
): Answer {
  const size = Math.min(Math.max(Number(c.req.query('page_size')) || 20, 1), MAX_PAGE_SIZE);
  const start = Math.max(Math.trunc(Number(c.req.query('page_num')) || 0), 0) * size;
  const sorted = items.toReversed();
  const shown = sorted.slice(start, start + size);
  return { status: 200, body: { items: shown.map(json), has_more: start + size < sorted.length } };
}

/** @throws ApiError `validation_error`, naming the first field at fault. */
export async function parseBody<Output>(c: Context, schema: z.ZodType<Output>): Promise<Output> {
  let raw: unknown;
  try {
    raw = await c.req.json();
  } catch {
    throw new ApiError(400, 'validation_error', 'The body is not JSON');
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new ApiError(400, 'validation_error', first?.message ?? 'Invalid request', {
    source: first?.path.join('.') ?? '',
    details: parsed.error.issues.map((issue) => ({
      source: issue.path.join('.'),
      message: issue.message,
    })),
  });
}

import type { Transaction } from '#lib/operations/answer-once.ts';
import { isDatabaseUnavailable } from '#lib/operations/database-away.ts';
import { type Caller, noteApiVersion } from '#lib/operations/authenticate-api-key.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { forApiVersion } from '#lib/operations/session-object.ts';
import { randomBase62 } from '#lib/platform/ids.ts';
import { OPENAPI_PATH, answerApiDescription } from './api-description.ts';
import { ApiError, errorBody, invalidRequest } from './api-error.ts';
import { readApiVersion, versionToEcho } from './api-version.ts';
import { authenticate } from './authentication.ts';
import { type Endpoint, matchPath } from './endpoint.ts';
import { ENDPOINTS } from './endpoints/table.ts';
import { readIdempotencyKey, runOnce } from './idempotent-call.ts';
import {
  type CallAnswer,
  type IncomingCall,
  callOf,
  headerOf,
  responseOf,
} from './incoming-call.ts';
import { readInTurn } from './read-in-turn.ts';
import { type ParamObject, readBody, readQuery } from './request-params.ts';
import { noteCall, requestLogUrl } from './note-call.ts';
import { requireScope } from './require-scope.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sees through what was ordered, once the transaction is committed, and answers anew. */
  readonly settle?: () => Promise<Answer>;
}

/** What a log line says of a call: never a header, a query or a body. */
interface CallRecord {
  readonly requestId: string;
  endpoint: string | null;
  caller: Caller | null;
  /** What was sent, as far as it was read. */
  params: ParamObject | null;
}

/** As `answerApiCall`, for servers that speak in `Request` and `Response`. Never throws. */
export async function handleApiRequest(context: AppContext, request: Request): Promise<Response> {
  const call = callOf(request);
  return responseOf(await answerApiCall(context, call), call);
}

/** Answers one call of the merchant API: Stripe's wire, as far as Praya speaks it. Never throws. */
export async function answerApiCall(context: AppContext, call: IncomingCall): Promise<CallAnswer> {
  const startedAt = performance.now();
  const record: CallRecord = {
    requestId: newRequestId(),
    endpoint: null,
    caller: null,
    params: null,
  };
  let answer: CallAnswer;
  try {
    answer = await answerCall(context, call, record);
  } catch (error) {
    answer = errorAnswer(error, requestLogUrl(context, record));
    if (!(error instanceof ApiError)) logFailure(context, record, error);
  }
  context.log.info(
    {
      request: record.requestId,
      endpoint: record.endpoint,
      merchant: record.caller?.merchantId ?? null,
      keyId: record.caller?.keyId ?? null,
      status: answer.status,
      durationMs: Math.round(performance.now() - startedAt),
    },
    'api call',
  );
  noteCall(context, record, { call, answer, durationMs: performance.now() - startedAt });
  return withStandardHeaders(answer, record.requestId, call);
}

/** The answer when not even the context could be opened, e.g. because the database is away. */
export function answerWithoutContext(error: unknown, call: IncomingCall): CallAnswer {
  return withStandardHeaders(errorAnswer(error, null), newRequestId(), call);
}

async function answerCall(
  context: AppContext,
  call: IncomingCall,
  record: CallRecord,
): Promise<CallAnswer> {
  const apiVersion = readApiVersion(headerOf(call, 'stripe-version'));
  // What a client calls our host is of no use to us.
  const url = new URL(`http://localhost${call.target}`);
  // It says nothing of any merchant: tools fetch it without a key.
  if (url.pathname === OPENAPI_PATH && call.method === 'GET') {
    return answerApiDescription(headerOf(call, 'if-none-match'));
  }
  const known = await authenticate(context, headerOf(call, 'authorization'));
  record.caller = known;
  if (headerOf(call, 'stripe-account') !== null) {
    throw invalidRequest('Praya has no connected accounts: leave the Stripe-Account header out.');
  }
  const { endpoint, pathParams } = findEndpoint(call.method, url.pathname);
  const name = `${endpoint.method} ${endpoint.path}`;
  record.endpoint = name;
  requireScope(known, endpoint.scope);
  if (endpoint.alsoScope !== undefined) requireScope(known, endpoint.alsoScope);
  const caller =
    headerOf(call, 'stripe-version') === null
      ? known
      : await noteApiVersion(context, known, apiVersion);

  const params =
    endpoint.method === 'POST'
      ? await readBody(call, { maxBytes: endpoint.maxBodyBytes, emptyable: endpoint.emptyable })
      : readQuery(url);
  record.params = params;
  const idempotencyKey =
    endpoint.method === 'GET' ? null : readIdempotencyKey(headerOf(call, 'idempotency-key'));
  const { ahead } = endpoint;
  const work = async (tx: Transaction, read: unknown): Promise<Answer> => {
    const { object, notices, settle } = await endpoint.answer({
      context,
      caller,
      tx,
      params,
      read,
      pathParams,
      apiVersion,
      request: { requestId: record.requestId, idempotencyKey },
    });
    const write = (answered: object): Answer => ({
      status: 200,
      body: JSON.stringify(forApiVersion(answered, apiVersion), null, 2),
      headers: noticeHeader(notices),
    });
    const answer = write(object);
    if (settle === null) return answer;
    return { ...answer, settle: () => settled(context, record, { answer, settle, write }) };
  };
  const { database } = context;
  if (endpoint.method === 'GET') {
    return readInTurn(caller.keyId, () => database.reading((db) => work(db, undefined)));
  }
  if (endpoint.transactions === 'own') return work(database.db, undefined);
  const { answer, replayed } = await runOnce(
    context,
    {
      caller,
      endpoint: name,
      key: idempotencyKey,
      // Of one endpoint; what its path names is as much a part of the call as what is sent.
      params: { ...params, ...pathParams },
      sealed: endpoint.answersSecret ?? false,
    },
    work,
    ahead === null ? undefined : (tx) => ahead(tx, caller),
  );
  return {
    headers: replayed ? { 'Idempotent-Replayed': 'true' } : {},
    ...answer,
  };
}

/**
 * What was ordered is committed: that it could not be seen through at once is nothing the caller did. A refusal
 * is how it ended, and the answer that is kept.
 */
async function settled(
  context: AppContext,
  record: CallRecord,
  facts: { answer: Answer; settle: () => Promise<object>; write: (object: object) => Answer },
): Promise<Answer> {
  try {
    return facts.write(await facts.settle());
  } catch (error) {
    // It was seen through, to an end that is told as an error: a refusal, or a decline.
    if (error instanceof ApiError) return errorAnswer(error, requestLogUrl(context, record));
    logFailure(context, record, error);
    return facts.answer;
  }
}

function findEndpoint(
  method: string,
  path: string,
): { endpoint: Endpoint; pathParams: Readonly<Record<string, string>> } {
  for (const endpoint of ENDPOINTS) {
    const pathParams = endpoint.method === method ? matchPath(endpoint.path, path) : null;
    if (pathParams !== null) return { endpoint, pathParams };
  }
  throw new ApiError({
    status: 404,
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path.slice(0, 200)}).`,
  });
}

/** Shown as a warning by the SDKs. */
function noticeHeader(notices: readonly string[]): Record<string, string> {
  if (notices.length === 0) return {};
  const names = [...new Set(notices.map((name) => name.replaceAll(/\[\d+\]/g, '[]')))];
  return { 'Stripe-Notice': `Praya has no use for, and ignored: ${names.join(', ')}.` };
}

function errorAnswer(error: unknown, logUrl: string | null): Answer {
  const { details } = asApiError(error);
  const retry = details.retry ?? details.status >= 500;
  return {
    status: details.status,
    body: JSON.stringify(errorBody(details, logUrl), null, 2),
    headers: {
      'Stripe-Should-Retry': String(retry),
      ...(details.status === 401 ? { 'WWW-Authenticate': 'Bearer realm="Praya"' } : {}),
      ...(details.status === 429 ? { 'Retry-After': '1' } : {}),
      ...(details.status === 503 ? { 'Retry-After': '2' } : {}),
    },
  };
}

/** A failed call has written nothing, so trying it again is safe. */
function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return isDatabaseUnavailable(error)
    ? new ApiError({
        status: 503,
        type: 'api_error',
        message: 'Praya cannot reach its database at the moment. Try again shortly.',
      })
    : new ApiError({
        status: 500,
        type: 'api_error',
        message: 'Something went wrong in Praya. The Request-Id header names this call in its log.',
      });
}

function logFailure(context: AppContext, record: CallRecord, error: unknown): void {
  const away = isDatabaseUnavailable(error);
  const details = {
    request: record.requestId,
    endpoint: record.endpoint,
    err: error,
  };
  if (away) context.log.warn(details, 'database away');
  else context.log.error(details, 'api call failed');
}

function withStandardHeaders(
  answer: CallAnswer,
  requestId: string,
  call: IncomingCall,
): CallAnswer {
  return {
    status: answer.status,
    body: answer.body,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      ...answer.headers,
      'Request-Id': requestId,
      'Stripe-Version': versionToEcho(headerOf(call, 'stripe-version')),
    },
  };
}

function newRequestId(): string {
  return `req_${randomBase62(14)}`;
}

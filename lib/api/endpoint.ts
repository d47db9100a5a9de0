import type { z } from 'zod';
import type { ApiScope } from '#lib/domain/api-scope.ts';
import type { RequestOrigin } from '#lib/domain/event-type.ts';
import type { Transaction } from '#lib/operations/answer-once.ts';
import type { Caller } from '#lib/operations/authenticate-api-key.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { parseParams } from './parse-params.ts';
import type { ParamObject } from './request-params.ts';
import { type SetAsideRule, setAsideParams } from './set-aside-params.ts';

/** One call, authenticated and read. */
export interface ApiCall<Params, Read = unknown> {
  readonly context: AppContext;
  readonly caller: Caller;
  /** A write's transaction; for a GET, and where `transactions` is `own`, the database. */
  readonly tx: Transaction;
  readonly params: Params;
  /** What `ahead` of the endpoint read. */
  readonly read: Read;
  /** The `{…}` parts of the path. */
  readonly pathParams: Readonly<Record<string, string>>;
  /** The API version the caller was written for. */
  readonly apiVersion: string;
  /** What events that come of it say of it. */
  readonly request: RequestOrigin;
}

/** What an endpoint says of itself: the handler goes by it, and the API's description is made of it. */
interface EndpointFacts {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/v1/checkout/sessions/{id}` */
  readonly path: string;
  /** What it does, in one line for merchants. */
  readonly summary: string;
  /** What a key must be allowed to do. */
  readonly scope: ApiScope;
  /** And this besides, where it reaches into another resource. */
  readonly alsoScope?: ApiScope;
  /** The `object` of its answer, alone or as a list. */
  readonly answers: { readonly one: string } | { readonly listOf: string };
  /** For bodies that carry a file. */
  readonly maxBodyBytes?: number;
  /** Parameters (`praya.expires_at`) that an empty text takes away; elsewhere it is the same as nothing. */
  readonly emptyable?: readonly string[];
  /**
   * `own`: a POST that does the work of several calls, providers' among them, each in transactions of
   * its own. It gets the database, and no answer of it is kept for its Idempotency-Key: a repeat has to
   * do no harm by itself. Left out: everything it writes is in one transaction.
   */
  readonly transactions?: 'own';
  /** Its answer holds a secret: what is kept of it, to give it again, is sealed. */
  readonly answersSecret?: boolean;
}

interface EndpointDefinition<
  Schema extends z.ZodType,
  Result extends object,
  Read,
> extends EndpointFacts {
  readonly params: Schema;
  /** Of a POST in one transaction: what it reads whatever it is sent, sooner than it could by itself. */
  readonly ahead?: (tx: Transaction, caller: Caller) => Promise<Read>;
  /** Stripe's parameters that Praya has no use for. */
  readonly setAside?: readonly SetAsideRule[];
  /** The object to answer with, unless `answerOf` tells it from that. Throws ApiError. */
  readonly run: (call: ApiCall<z.infer<Schema>, Read>) => Promise<Result>;
  /** What is answered of what `run` hands to `settle`; all of it where it is left out. */
  readonly answerOf?: (ordered: Result) => object;
  /**
   * Sees what `run` has ordered through, once that is committed: here a provider may be called. It answers
   * with what is true then, or throws ApiError where that is a refusal; whatever else it throws, `run`'s own
   * answer stands, and the background work goes on.
   */
  readonly settle?: (call: ApiCall<z.infer<Schema>>, ordered: Result) => Promise<object>;
}

/** What an endpoint answers, and how that may change once it is committed. */
export interface EndpointAnswer {
  readonly object: object;
  readonly notices: readonly string[];
  readonly settle: (() => Promise<object>) | null;
}

/** An endpoint as the table holds it: its parameters' types stay inside. */
export interface Endpoint extends EndpointFacts {
  /** Of its query (GET, DELETE) or body (POST). */
  readonly params: z.ZodType;
  readonly ahead: ((tx: Transaction, caller: Caller) => Promise<unknown>) | null;
  readonly answer: (call: ApiCall<ParamObject>) => Promise<EndpointAnswer>;
}

export function defineEndpoint<Schema extends z.ZodType, Result extends object, Read = unknown>(
  definition: EndpointDefinition<Schema, Result, Read>,
): Endpoint {
  const { run, answerOf, settle, setAside = [], ahead = null, ...facts } = definition;
  return {
    ...facts,
    ahead,
    answer: async (call) => {
      const { params, notices } = setAsideParams(call.params, setAside);
      const read = call.read as Read; // by `ahead` of this endpoint
      const parsed = { ...call, read, params: parseParams(facts.params, params) };
      const ordered = await run(parsed);
      const afterwards = { ...parsed, tx: call.context.database.db };
      return {
        object: answerOf === undefined ? ordered : answerOf(ordered),
        notices,
        settle: settle === undefined ? null : () => settle(afterwards, ordered),
      };
    },
  };
}

/** The path's `{…}` parts when it is this endpoint's, else null. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const expected = pattern.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const value = actual[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined && value !== '') found[name] = value;
    else if (part !== value) return null;
  }
  return found;
}

import type Stripe from 'stripe';
import { z } from 'zod';

import { invalidParam } from './errors.ts';
import { expand, integer, text } from './form.ts';
import { checkLimit } from './lists.ts';

export const searchParams = z.strictObject({
  expand,
  limit: integer.optional(),
  page: text.optional(),
  query: text,
});

interface Clause {
  readonly field: string;
  readonly key: string | null;
  readonly operator: ':' | '~' | '>' | '<' | '>=' | '<=';
  /** Null asks for metadata that is not there. */
  readonly value: string | null;
  readonly negated: boolean;
}

export interface SearchBody {
  readonly object: 'search_result';
  readonly url: string;
  readonly has_more: boolean;
  readonly next_page: string | null;
  readonly data: readonly Stripe.PaymentIntent[];
}

const CLAUSE =
  /\s*(-?)([a-z_]+)(?:\[(?:'([^']*)'|"([^"]*)")\])?(>=|<=|[:~<>])(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(null|-?\d+))\s*/iy;
const JOINT = /(and|or)\b/iy;
const TEXT_FIELDS: readonly string[] = ['status', 'currency', 'customer'];
const NUMBER_FIELDS: readonly string[] = ['amount', 'created'];

/**
 * Searches PaymentIntents by Stripe's query language (https://docs.stripe.com/search), newest first.
 * Unlike Stripe's index, which may lag by a minute, the result is always current.
 */
export function searchIntents(
  intents: Iterable<Stripe.PaymentIntent>,
  params: z.infer<typeof searchParams>,
): SearchBody {
  const { clauses, joint } = parseQuery(params.query);
  const limit = checkLimit(params.limit);
  const matches = [...intents]
    .reverse()
    .filter((intent) =>
      joint === 'or'
        ? clauses.some((clause) => matchesClause(intent, clause))
        : clauses.every((clause) => matchesClause(intent, clause)),
    );
  const start = pageStart(params.page);
  const data = matches.slice(start, start + limit);
  const end = start + data.length;
  const hasMore = end < matches.length;
  return {
    object: 'search_result',
    url: '/v1/payment_intents/search',
    has_more: hasMore,
    next_page: hasMore ? Buffer.from(String(end)).toString('base64url') : null,
    data,
  };
}

function parseQuery(query: string): { clauses: readonly Clause[]; joint: 'and' | 'or' } {
  const clauses: Clause[] = [];
  const joints = new Set<string>();
  let at = 0;
  while (at < query.length || clauses.length === 0) {
    CLAUSE.lastIndex = at;
    const match = CLAUSE.exec(query);
    if (match === null) throw badQuery(query);
    clauses.push(clauseOf(match, query));
    at = CLAUSE.lastIndex;
    if (at >= query.length) break;
    JOINT.lastIndex = at;
    const joint = JOINT.exec(query);
    // Clauses set side by side are joined by AND.
    joints.add((joint?.[1] ?? 'and').toLowerCase());
    if (joint !== null) at = JOINT.lastIndex;
  }
  if (joints.size > 1) {
    throw invalidParam("You can't combine AND and OR in the same search query.", 'query');
  }
  return { clauses, joint: joints.has('or') ? 'or' : 'and' };
}

function clauseOf(match: RegExpExecArray, query: string): Clause {
  const field = match[2] ?? '';
  const key = match[3] ?? match[4] ?? null;
  // The pattern admits no other operator.
  const operator = match[5] as Clause['operator'];
  const known =
    field === 'metadata' ? key !== null : [...TEXT_FIELDS, ...NUMBER_FIELDS].includes(field);
  if (!known) {
    throw invalidParam(
      `Field \`${field}\` is an unsupported search field for resource \`payment_intents\`. See http://stripe.com/docs/search#query-fields-for-payment-intents for a list of supported fields.`,
      'query',
    );
  }
  const compares = operator !== ':' && operator !== '~';
  if (compares && !NUMBER_FIELDS.includes(field)) throw badQuery(query);
  const quoted = match[6] ?? match[7];
  const bare = match[8] === 'null' ? null : (match[8] ?? '');
  const value = quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1');
  return { field, key, operator, value, negated: match[1] === '-' };
}

function matchesClause(intent: Stripe.PaymentIntent, clause: Clause): boolean {
  return holds(intent, clause) !== clause.negated;
}

function holds(intent: Stripe.PaymentIntent, clause: Clause): boolean {
  const { field, operator, value } = clause;
  if (field === 'amount' || field === 'created') {
    return compare(intent[field], operator, Number(value));
  }
  const actual =
    field === 'metadata' ? intent.metadata[clause.key ?? ''] : textField(intent, field);
  if (value === null || actual === undefined) return value === null && actual === undefined;
  return operator === '~'
    ? actual.toLowerCase().includes(value.toLowerCase())
    : actual.toLowerCase() === value.toLowerCase();
}

function textField(intent: Stripe.PaymentIntent, field: string): string | undefined {
  if (field === 'status') return intent.status;
  if (field === 'currency') return intent.currency;
  return typeof intent.customer === 'string' ? intent.customer : undefined;
}

function compare(actual: number, operator: Clause['operator'], value: number): boolean {
  switch (operator) {
    case '>':
      return actual > value;
    case '<':
      return actual < value;
    case '>=':
      return actual >= value;
    case '<=':
      return actual <= value;
    case ':':
    case '~':
      return actual === value;
  }
}

function pageStart(page: string | undefined): number {
  if (page === undefined) return 0;
  const start = Number(Buffer.from(page, 'base64url').toString());
  if (!Number.isSafeInteger(start) || start < 0) {
    throw invalidParam(`Invalid page: ${page}`, 'page');
  }
  return start;
}

function badQuery(query: string): Error {
  return invalidParam(
    `We were unable to parse your search query: ${query}. Try using the format \`metadata["key"]:"value"\` to query for metadata or key:"value" to query for other fields.`,
    'query',
  );
}

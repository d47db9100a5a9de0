import { z } from 'zod';
import { list } from './param-schemas.ts';

const MAX_EXPANSIONS = 20;

/** `expand[]` of an endpoint that answers with one object: which names it can write out. */
export function expandParam(names: readonly string[]) {
  return list(z.enum(names), { max: MAX_EXPANSIONS }).exactOptional();
}

/** The same of a list, where each name stands behind `data.`; what is inside reads it without. */
export function expandListParam(names: readonly string[]) {
  const inList = z.enum(names.map((name) => `data.${name}`));
  return list(
    inList.transform((name) => name.slice('data.'.length)),
    { max: MAX_EXPANSIONS },
  ).exactOptional();
}

/** The names that objects about a payment can write out. */
export const INTENT_EXPANSIONS = [
  'latest_charge',
  'latest_charge.balance_transaction',
  'latest_charge.review',
  'review',
] as const;
export const CHARGE_EXPANSIONS = [
  'balance_transaction',
  'payment_intent',
  'payment_intent.latest_charge',
  'review',
] as const;
export const REVIEW_EXPANSIONS = [
  'charge',
  'payment_intent',
  'payment_intent.latest_charge',
] as const;
export const REFUND_EXPANSIONS = [
  'balance_transaction',
  'charge',
  'charge.balance_transaction',
  'charge.payment_intent',
  'payment_intent',
  'payment_intent.latest_charge',
] as const;
export const DISPUTE_EXPANSIONS = [
  'charge',
  'charge.balance_transaction',
  'charge.payment_intent',
  'payment_intent',
  'payment_intent.latest_charge',
] as const;
export const BALANCE_TRANSACTION_EXPANSIONS = [
  'source',
  'source.charge',
  'source.payment_intent',
] as const;

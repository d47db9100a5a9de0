import type { Account } from './account.ts';
import { invalidParam } from './errors.ts';
import { listPage } from './lists.ts';

const MAX_DEPTH = 4;

/** The fields that hold an id and can be expanded, with where to look the id up. */
const EXPANDABLE: Readonly<Record<string, (account: Account, id: string) => unknown>> = {
  latest_charge: (account, id) => account.charges.get(id),
  charge: (account, id) => account.charges.get(id),
  customer: (account, id) => account.customers.get(id),
  default_payment_method: (account, id) => account.paymentMethods.get(id)?.wire,
  setup_intent: (account, id) => account.setupIntents.get(id)?.wire,
  payment_intent: (account, id) => account.paymentIntents.get(id)?.wire,
  payment_method: (account, id) => account.paymentMethods.get(id)?.wire,
};

/** A copy of `value` with the paths of `expand[]` filled in, e.g. `data.latest_charge`. */
export function expandObject(
  account: Account,
  value: unknown,
  paths: readonly string[] | undefined,
): unknown {
  const copy: unknown = structuredClone(value);
  for (const path of paths ?? []) {
    const parts = path.split('.');
    if (parts.length > MAX_DEPTH) {
      throw invalidParam(
        `You cannot expand more than ${MAX_DEPTH} levels of a property.`,
        'expand',
      );
    }
    expandPath(account, copy, parts, path);
  }
  return copy;
}

function expandPath(
  account: Account,
  target: unknown,
  parts: readonly string[],
  path: string,
): void {
  const [part, ...rest] = parts;
  if (part === undefined || target === null) return;
  if (Array.isArray(target)) {
    for (const item of target) expandPath(account, item, parts, path);
    return;
  }
  if (typeof target !== 'object') throw notExpandable(path);
  const isCharge = Reflect.get(target, 'object') === 'charge';
  if (part === 'refunds' && isCharge) {
    Reflect.set(target, part, refundsOf(account, String(Reflect.get(target, 'id'))));
    return;
  }
  const value: unknown = Reflect.get(target, part);
  if (value === null) return;
  if (typeof value === 'string') {
    const found = EXPANDABLE[part]?.(account, value);
    if (found === undefined) throw notExpandable(path);
    Reflect.set(target, part, structuredClone(found));
  } else if (typeof value !== 'object') {
    throw notExpandable(path);
  }
  expandPath(account, Reflect.get(target, part), rest, path);
}

function refundsOf(account: Account, chargeId: string): unknown {
  const refunds = [...account.refunds.values()].filter((refund) => refund.charge === chargeId);
  return structuredClone(listPage(`/v1/charges/${chargeId}/refunds`, refunds, {}));
}

function notExpandable(path: string): Error {
  return invalidParam(`This property cannot be expanded (${path}).`, 'expand');
}

import type { SessionRow } from '#lib/db/stores/session-store.ts';
import { METHOD_IDS, type MethodId, isExpressMethod } from '#lib/domain/method-id.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { isAllowed } from '#lib/methods/eligibility.ts';

/** A method by its name on the wire: Stripe counts Apple Pay and Google Pay as cards. */
export function methodType(method: MethodId): string {
  return isExpressMethod(method) ? 'card' : method;
}

/** Methods that can be offered for this session: what it allows, of those that take its currency. */
export function methodTypes(session: SessionRow): readonly string[] {
  const allowed = (session.allowedMethods ?? METHOD_IDS).filter((method) =>
    isAllowed(method, { allowed: null, excluded: session.excludedMethods }),
  );
  const takers = allowed.filter((method) => METHODS[method].currencies.includes(session.currency));
  return [...new Set(takers.map(methodType))];
}

import type { FieldSpec } from './field-schema.ts';

/**
 * What was typed into a form whose session had ended, or that asked who sits there: kept in this tab while its
 * operator signs in, and put back once. Secrets are not kept, nor are files,
 * which no script can put back.
 */

type Typed = Readonly<Record<string, unknown>>;

const NOT_KEPT: readonly FieldSpec['type'][] = ['password', 'code', 'file'];
/** Where one proves who one is, and comes back from. */
const ON_THE_WAY = /\/(?:sign-in|second-factor|confirm)(?:[?;]|$)/;

export function keepTyped(fields: readonly FieldSpec[], typed: Typed): void {
  const kept = fields
    .filter(({ type }) => !NOT_KEPT.includes(type))
    .map(({ name }) => [name, typed[name]] as const);
  withStorage((storage) =>
    storage.setItem(keyOf(fields), JSON.stringify(Object.fromEntries(kept))),
  );
}

/** What was kept of this form on this page, which is forgotten with it; null: nothing. */
export function takeTyped(fields: readonly FieldSpec[]): Typed | null {
  return withStorage((storage) => {
    const kept = storage.getItem(keyOf(fields));
    storage.removeItem(keyOf(fields));
    return kept === null ? null : (JSON.parse(kept) as Typed); // written above, in this tab
  });
}

/** Whether an action's redirect leads to where one proves who one is. */
export function leadsToProof(digest: string): boolean {
  return ON_THE_WAY.test(digest);
}

function keyOf(fields: readonly FieldSpec[]): string {
  return `praya.typed:${window.location.pathname}:${fields.map(({ name }) => name).join(',')}`;
}

/** A browser may forbid storage, or hold what something else wrote: then nothing is kept. */
function withStorage<Result>(use: (storage: Storage) => Result): Result | null {
  try {
    return use(window.sessionStorage);
  } catch {
    return null;
  }
}

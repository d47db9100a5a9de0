import { useEffect, useEffectEvent } from 'react';
import type { FieldSpec } from './field-schema.ts';
import { takeTyped } from './kept-input.ts';

/**
 * Hands a form what was typed into it before its operator had to sign in again. Once, when the page opens: a page
 * that was refreshed in place has what was typed still in it. Not while it is drawn first, of which the server, too,
 * has to know.
 */
export function useKeptInput(
  fields: readonly FieldSpec[],
  onKept: (kept: Readonly<Record<string, unknown>>) => void,
): void {
  const putBack = useEffectEvent(() => {
    const kept = takeTyped(fields);
    if (kept !== null) onKept(kept);
  });
  useEffect(() => {
    const timer = setTimeout(putBack);
    return () => clearTimeout(timer);
  }, []);
}

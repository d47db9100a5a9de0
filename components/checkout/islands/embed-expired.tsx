'use client';

import { useEffect } from 'react';
import { tellParent } from './tell-parent.ts';

/** Says to the page around that nothing can be paid here any more. It draws nothing. */
export function EmbedExpired(props: { parentOrigins: readonly string[] }): null {
  const { parentOrigins } = props;
  useEffect(
    () => tellParent(parentOrigins, { type: 'error', code: 'session_expired' }),
    [parentOrigins],
  );
  return null;
}

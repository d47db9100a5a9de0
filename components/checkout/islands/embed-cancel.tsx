'use client';

import { useSyncExternalStore } from 'react';
import { onParentOptions, parentWantsCancel } from './parent-options.ts';
import { tellParent } from './tell-parent.ts';

/** The way out of a payment in a frame: there once the page around says that it listens. */
export function EmbedCancel(props: { parentOrigins: readonly string[]; label: string }) {
  const wanted = useSyncExternalStore(onParentOptions, parentWantsCancel, () => false);
  if (!wanted) return null;
  return (
    <button
      type="button"
      className="button-quiet"
      onClick={() => tellParent(props.parentOrigins, { type: 'cancel' })}
    >
      {props.label}
    </button>
  );
}

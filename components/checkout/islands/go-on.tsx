'use client';

import { useEffect, useRef } from 'react';
import { firstTime } from './once.ts';
import { isFramed, tellParent } from './tell-parent.ts';

/**
 * Sends the browser on to the wallet by pressing the page's own button, once for an attempt: a shopper
 * who comes back with the back button finds the page, not a trap. In a frame a browser lets nothing but the
 * shopper's own press change the whole window, so the page around is asked to open this page there.
 */
export function GoOn(props: {
  buttonId: string;
  attemptId: string;
  /** This page's own address, and who may frame it; null where nobody may. */
  embed: { readonly path: string; readonly parentOrigins: readonly string[] } | null;
}): null {
  const { buttonId, attemptId, embed } = props;
  /** The page is drawn anew while it waits. */
  const asked = useRef<string | null>(null);
  useEffect(() => {
    const framed = embed !== null && isFramed();
    // Without a memory, going on by itself could loop: then the button is there. A frame often has none, by
    // the browser's will, and cannot loop: the merchant's page begins again with the list.
    if (!firstTime(`went-on:${attemptId}`, framed) || asked.current === attemptId) return;
    asked.current = attemptId;
    if (framed) tellParent(embed.parentOrigins, { type: 'leave', path: embed.path });
    else document.getElementById(buttonId)?.click();
  }, [buttonId, attemptId, embed]);
  return null;
}

'use client';

import { useEffect } from 'react';
import { firstTime } from './once.ts';

/**
 * Sends the browser on to the wallet by pressing the page's own button, once for an attempt: a shopper
 * who comes back with the back button finds the page, not a trap.
 */
export function GoOn(props: { buttonId: string; attemptId: string }): null {
  const { buttonId, attemptId } = props;
  useEffect(() => {
    // Without a memory, going on by itself could loop: then the button is there.
    if (!firstTime(`went-on:${attemptId}`, false)) return;
    document.getElementById(buttonId)?.click();
  }, [buttonId, attemptId]);
  return null;
}

'use client';

import { useEffect } from 'react';
import { firstTime } from './once.ts';
import { isFramed, tellParent } from './tell-parent.ts';
import { whenMerchantTold } from './when-merchant-told.ts';

/**
 * In a frame: says to the page around that it is paid, once the shop's server has had its time to hear of
 * it. It draws nothing.
 */
export function EmbedComplete(props: {
  parentOrigins: readonly string[];
  sessionId: string;
  statusUrl: string;
  paidAtMs: number;
  /** Where the window goes then; null: it stays. */
  returnUrl: string | null;
}): null {
  const { parentOrigins, sessionId, statusUrl, paidAtMs, returnUrl } = props;
  useEffect(() => {
    if (!isFramed()) return;
    const stop = new AbortController();
    void (async () => {
      const told = await whenMerchantTold({ statusUrl, paidAtMs, signal: stop.signal });
      if (told === 'stopped') return;
      // Looked at again later, the receipt is there to be read.
      const goes = told === 'now' && firstTime(`went-back:${sessionId}`, true);
      tellParent(parentOrigins, {
        type: 'complete',
        sessionId,
        returnUrl: goes ? returnUrl : null,
      });
    })();
    return () => stop.abort();
  }, [parentOrigins, sessionId, statusUrl, paidAtMs, returnUrl]);
  return null;
}

'use client';

import { useEffect, useState } from 'react';
import { fillTemplate } from './fill-template.ts';
import { firstTime } from './once.ts';
import { isFramed } from './tell-parent.ts';
import { whenMerchantTold } from './when-merchant-told.ts';

/**
 * Takes the shopper back to the shop once the shop knows of the payment. Not inside the shop's own page,
 * which is told instead (`EmbedComplete`): there it would open the shop within the shop.
 */
export function PaidRedirect(props: {
  statusUrl: string;
  returnUrl: string;
  paidAtMs: number;
  template: string;
}) {
  const { statusUrl, returnUrl, paidAtMs, template } = props;
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);
  useEffect(() => {
    if (isFramed()) return;
    const stop = new AbortController();
    void (async () => {
      const { signal } = stop;
      const onSecondsLeft = setSecondsLeft;
      if ((await whenMerchantTold({ statusUrl, paidAtMs, signal, onSecondsLeft })) !== 'now')
        return;
      // Back from the shop, or here again to read it: then the receipt stays.
      if (firstTime(`went-back:${returnUrl}`, true)) location.replace(returnUrl);
    })();
    return () => stop.abort();
  }, [statusUrl, returnUrl, paidAtMs]);
  return (
    <p className="paid-going" aria-live="off">
      {secondsLeft === null ? '\u00a0' : fillTemplate(template, { seconds: secondsLeft })}
    </p>
  );
}

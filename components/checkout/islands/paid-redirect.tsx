'use client';

import { useEffect, useState } from 'react';
import { fetchStatus } from './fetch-status.ts';
import { fillTemplate } from './fill-template.ts';
import { firstTime } from './once.ts';

/** The tick stays at least this long: leaving faster would look as if nothing had happened. */
const MIN_SHOWN_MS = 1_200;
/** The merchant has had its time by then: `CheckoutStatus.merchantTold`. */
const MAX_SHOWN_MS = 3_000;
/** A receipt opened later ("did I pay?") is there to be read, not to be taken away. */
const FRESH_FOR_MS = 2 * 60 * 1000;
const POLL_MS = 600;
/** Unreachable for this long: the link is there. */
const MAX_POLLS = 100;

/** Takes the shopper back to the shop once the shop knows of the payment. */
export function PaidRedirect(props: {
  statusUrl: string;
  returnUrl: string;
  paidAtMs: number;
  template: string;
}) {
  const { statusUrl, returnUrl, paidAtMs, template } = props;
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    void goBackWhenTold({ statusUrl, returnUrl, paidAtMs, signal: stop.signal, setSecondsLeft });
    return () => stop.abort();
  }, [statusUrl, returnUrl, paidAtMs]);
  return (
    <p className="paid-going" aria-live="off">
      {secondsLeft === null ? '\u00a0' : fillTemplate(template, { seconds: secondsLeft })}
    </p>
  );
}

async function goBackWhenTold(task: {
  statusUrl: string;
  returnUrl: string;
  paidAtMs: number;
  signal: AbortSignal;
  setSecondsLeft: (seconds: number) => void;
}): Promise<void> {
  const startedMs = performance.now();
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    const status = await fetchStatus(task.statusUrl, task.signal);
    if (task.signal.aborted) return;
    if (status !== null && status.serverTimeMs - task.paidAtMs > FRESH_FOR_MS) return;
    const shownMs = performance.now() - startedMs;
    const told = status?.merchantTold === true;
    if ((told && shownMs >= MIN_SHOWN_MS) || (status !== null && shownMs >= MAX_SHOWN_MS)) {
      // Back from the shop, or here again to read it: then the receipt stays.
      if (firstTime(`went-back:${task.returnUrl}`, true)) location.replace(task.returnUrl);
      return;
    }
    const goalMs = told ? MIN_SHOWN_MS : MAX_SHOWN_MS;
    task.setSecondsLeft(Math.max(1, Math.ceil((goalMs - shownMs) / 1000)));
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

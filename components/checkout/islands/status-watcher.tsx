'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import type { CheckoutStatus } from '#lib/domain/checkout-view.ts';
import { setServerTime } from './server-clock.ts';
import { watchStatus } from './watch-status.ts';

/**
 * Keeps a waiting page true: when the server's word differs from what the page was drawn for, the page
 * is drawn anew. It draws nothing itself.
 */
export function StatusWatcher(props: {
  statusUrl: string;
  /** What the page shows now; `over`: no longer open, one way or the other; null: nothing of it. */
  session: CheckoutStatus['session'] | 'over' | null;
  /** Null where the page is about no attempt. */
  attempt: CheckoutStatus['attempt'];
  /** Null where the page says nothing of money on its way back. */
  moneyBack: CheckoutStatus['moneyBack'] | null;
}): null {
  const { statusUrl, session, attempt, moneyBack } = props;
  const router = useRouter();
  const shown = useRef({ session, attempt, moneyBack });
  useEffect(() => {
    shown.current = { session, attempt, moneyBack };
  }, [session, attempt, moneyBack]);
  useEffect(
    () =>
      watchStatus(statusUrl, (status) => {
        setServerTime(status.serverTimeMs);
        const sameSession =
          shown.current.session === null ||
          (shown.current.session === 'over'
            ? status.session !== 'open'
            : status.session === shown.current.session);
        const sameMoney =
          shown.current.moneyBack === null || status.moneyBack === shown.current.moneyBack;
        const sameAttempt = status.attempt === shown.current.attempt;
        if (!sameSession || !sameAttempt || !sameMoney) router.refresh();
      }),
    [statusUrl, router],
  );
  return null;
}

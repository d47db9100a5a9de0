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
}): null {
  const { statusUrl, session, attempt } = props;
  const router = useRouter();
  const shown = useRef({ session, attempt });
  useEffect(() => {
    shown.current = { session, attempt };
  }, [session, attempt]);
  useEffect(
    () =>
      watchStatus(statusUrl, (status) => {
        setServerTime(status.serverTimeMs);
        const sameSession =
          shown.current.session === null ||
          (shown.current.session === 'over'
            ? status.session !== 'open'
            : status.session === shown.current.session);
        if (!sameSession || status.attempt !== shown.current.attempt) router.refresh();
      }),
    [statusUrl, router],
  );
  return null;
}

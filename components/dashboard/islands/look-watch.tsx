'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';

/** As often as there may be a look, in test mode. */
const EVERY_MS = 30_000;
/** Nobody sits there any more: a page that is left open keeps no session alive. */
const UNTOUCHED_MS = 4 * 60 * 60 * 1000;

/** Asks whether there is anything new of an experiment, and if so draws its page again in place. */
export function LookWatch({ href, mark }: { href: string; mark: string }) {
  const router = useRouter();
  const touchedAt = useRef<number | null>(null);

  useEffect(() => {
    const touch = () => {
      touchedAt.current = performance.now();
    };
    touch();
    window.addEventListener('pointerdown', touch);
    window.addEventListener('keydown', touch);
    return () => {
      window.removeEventListener('pointerdown', touch);
      window.removeEventListener('keydown', touch);
    };
  }, []);

  useEffect(() => {
    const timer = setInterval(() => {
      const isLeft = performance.now() - (touchedAt.current ?? 0) > UNTOUCHED_MS;
      if (document.hidden || isLeft) return;
      void isNew(href, mark).then((found) => {
        if (found) router.refresh();
      });
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [href, mark, router]);
  return null;
}

/** An answer that did not come, or is a page to sign in, says nothing. */
async function isNew(href: string, mark: string): Promise<boolean> {
  try {
    const answer = await fetch(href, { redirect: 'error' });
    const said: unknown = answer.ok ? await answer.json() : null;
    return typeof said === 'object' && said !== null && 'mark' in said && said.mark !== mark;
  } catch {
    return false;
  }
}

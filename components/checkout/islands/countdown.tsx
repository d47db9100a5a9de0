'use client';

import { useEffect, useState } from 'react';
import { fillTemplate } from './fill-template.ts';
import { onServerTime, serverNowMs } from './server-clock.ts';

const RADIUS = 9;
const CIRCUMFERENCE = 2 * Math.PI * RADIUS;

/**
 * Time left until the server's expiry, by the server's clock. Until the server has told its time (and
 * with JavaScript off) it says the time of day instead, which is true on any clock.
 */
export function Countdown(props: {
  expiresAtMs: number;
  /** How long the code lived in all, for the ring. */
  lifetimeMs: number;
  words: {
    readonly payBy: string;
    readonly expiresIn: string;
    readonly expiresSoon: string;
    readonly announce: string;
    readonly expired: string;
  };
}) {
  const { expiresAtMs, lifetimeMs, words } = props;
  const leftS = useSecondsLeft(expiresAtMs);
  const over = leftS === 0;
  useEffect(() => {
    // The code is covered by the style sheet as soon as it can no longer be paid.
    document.documentElement.toggleAttribute('data-time-over', over);
    return () => document.documentElement.removeAttribute('data-time-over');
  }, [over]);
  const share = leftS === null ? 1 : Math.min(1, (leftS * 1000) / lifetimeMs);
  const minutes = leftS === null ? null : Math.floor(leftS / 60);
  return (
    <div className={`countdown ${leftS !== null && leftS < 60 ? 'countdown-soon' : ''}`}>
      <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r={RADIUS} className="countdown-track" />
        <circle
          cx="12"
          cy="12"
          r={RADIUS}
          className="countdown-left"
          transform="rotate(-90 12 12)"
          strokeDasharray={CIRCUMFERENCE.toFixed(2)}
          strokeDashoffset={(CIRCUMFERENCE * (1 - share)).toFixed(2)}
        />
      </svg>
      <span role="timer" aria-live="off">
        {leftS === null ? words.payBy : timeText(leftS, words)}
      </span>
      <span className="sr-only" role="status">
        {over ? words.expired : announcement(minutes, words.announce)}
      </span>
    </div>
  );
}

function timeText(
  leftS: number,
  words: { expiresIn: string; expiresSoon: string; expired: string },
) {
  if (leftS === 0) return words.expired;
  const seconds = leftS % 60;
  if (leftS < 60) return fillTemplate(words.expiresSoon, { seconds });
  return fillTemplate(words.expiresIn, { minutes: Math.floor(leftS / 60), seconds });
}

/** Said once a minute, not once a second. */
function announcement(minutes: number | null, template: string): string {
  return minutes === null || minutes === 0 ? '' : fillTemplate(template, { minutes });
}

function useSecondsLeft(expiresAtMs: number): number | null {
  const [leftS, setLeftS] = useState<number | null>(null);
  useEffect(() => {
    const update = (): void => {
      const now = serverNowMs();
      if (now !== null) setLeftS(Math.max(0, Math.ceil((expiresAtMs - now) / 1000)));
    };
    update();
    const unsubscribe = onServerTime(update);
    const timer = setInterval(update, 1000);
    return () => {
      unsubscribe();
      clearInterval(timer);
    };
  }, [expiresAtMs]);
  return leftS;
}

'use client';

import { useEffect, useState } from 'react';
import { fillTemplate } from './fill-template.ts';
import { onServerTime, serverNowMs } from './server-clock.ts';

const RADIUS = 9;
const CIRCUMFERENCE = 2 * Math.PI * RADIUS;

/**
 * Time left until the server's expiry, by the server's clock: as of when the page was drawn, until the
 * server tells its time again. With JavaScript off, when nothing would count down, it is the time of day
 * instead, which is true on any clock. Only figures change, so nothing moves.
 */
export function Countdown(props: {
  expiresAtMs: number;
  /** When the page was drawn, by the server's clock. */
  readAtMs: number;
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
  const { expiresAtMs, readAtMs, lifetimeMs, words } = props;
  const leftS = useSecondsLeft(expiresAtMs, readAtMs);
  const over = leftS === 0;
  useEffect(() => {
    // The code is covered by the style sheet as soon as it can no longer be paid.
    document.documentElement.toggleAttribute('data-time-over', over);
    return () => document.documentElement.removeAttribute('data-time-over');
  }, [over]);
  const share = Math.min(1, (leftS * 1000) / lifetimeMs);
  const minutes = Math.floor(leftS / 60);
  return (
    <div className={`countdown ${leftS < 60 ? 'countdown-soon' : ''}`}>
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
      <span role="timer" aria-live="off" className="needs-js">
        {timeText(leftS, words)}
      </span>
      <span className="without-js">{words.payBy}</span>
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
function announcement(minutes: number, template: string): string {
  return minutes === 0 ? '' : fillTemplate(template, { minutes });
}

function useSecondsLeft(expiresAtMs: number, readAtMs: number): number {
  const [leftS, setLeftS] = useState(() => secondsBetween(readAtMs, expiresAtMs));
  useEffect(() => {
    const update = (): void => {
      const now = serverNowMs();
      if (now !== null) setLeftS(secondsBetween(now, expiresAtMs));
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

/** Whole seconds, a begun one counted; none once it is over. */
function secondsBetween(nowMs: number, endMs: number): number {
  return Math.max(0, Math.ceil((endMs - nowMs) / 1000));
}

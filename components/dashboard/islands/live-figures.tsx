'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { fillTemplate } from '../../checkout/islands/fill-template.ts';
import { type Standing, watchFigures } from './watch-figures.ts';

export interface LiveWords {
  /** With `{time}`, as the server says it. */
  readonly asOf: string;
  readonly stale: string;
  readonly reload: string;
}

/**
 * Keeps figures true that a page was drawn with: where they have changed meanwhile, the page is drawn anew. Says until
 * when they hold, and when they could not be brought up to date: away from the network, or signed out.
 */
export function LiveFigures(props: {
  pageUrl: string;
  stateUrl: string;
  /** Of what is shown. */
  stamp: string;
  asOf: string;
  words: LiveWords;
}) {
  const { stateUrl, stamp, words } = props;
  const router = useRouter();
  const [standing, setStanding] = useState<Standing>({ asOf: props.asOf, isStale: false });
  const shown = useRef(stamp);
  useEffect(() => {
    shown.current = stamp;
  }, [stamp]);
  // Once for the page, however often it is drawn: when somebody last touched it is part of the watch.
  useEffect(
    () =>
      watchFigures(stateUrl, ({ stamp: now, ...next }) => {
        setStanding((last) => ({ ...last, ...next }));
        if (now !== undefined && now !== shown.current) router.refresh();
      }),
    [stateUrl, router],
  );
  const { asOf, isStale } = standing;
  return (
    <div className="home-live">
      {isStale ? null : <p className="home-as-of">{fillTemplate(words.asOf, { time: asOf })}</p>}
      <div role="status">
        {isStale ? (
          <p className="notice notice-warn home-stale">
            {fillTemplate(words.stale, { time: asOf })} <a href={props.pageUrl}>{words.reload}</a>
          </p>
        ) : null}
      </div>
    </div>
  );
}

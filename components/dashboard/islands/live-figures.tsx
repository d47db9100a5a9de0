'use client';

import { useState } from 'react';
import { fillTemplate } from '../../checkout/islands/fill-template.ts';
import { useFreshPage } from './use-fresh-page.ts';
import type { Standing } from './watch-figures.ts';

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
  const { words } = props;
  const [standing, setStanding] = useState<Standing>({ asOf: props.asOf, isStale: false });
  useFreshPage(props, (next) => setStanding((last) => ({ ...last, ...next })));
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

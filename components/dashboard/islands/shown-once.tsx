'use client';

import { useEffect, useRef } from 'react';
import { CopyButton } from '../../checkout/islands/copy-button.tsx';

export interface ShownOnceWords {
  readonly heading: string;
  readonly intro: string;
  readonly copy: string;
  /** What the button to copy is called for those who hear it. */
  readonly copyName: string;
  readonly copied: string;
  readonly done: string;
  /** Where whoever has kept them goes on. */
  readonly doneHref: string;
}

/** Secrets that are shown this once: the heading takes the focus, so that they are heard and not passed over. */
export function ShownOnce({
  secrets,
  words,
}: {
  secrets: readonly string[];
  words: ShownOnceWords;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div>
      <h2 className="shown-once-heading" ref={heading} tabIndex={-1}>
        {words.heading}
      </h2>
      <p>{words.intro}</p>
      <ul className={secrets.length === 1 ? 'shown-once shown-once-alone' : 'shown-once'}>
        {secrets.map((secret) => (
          <li key={secret}>{secret}</li>
        ))}
      </ul>
      <div className="dash-actions">
        <CopyButton
          text={secrets.join('\n')}
          name={words.copyName}
          label={words.copy}
          copied={words.copied}
        />
        <a className="button-secondary" href={words.doneHref}>
          {words.done}
        </a>
      </div>
    </div>
  );
}

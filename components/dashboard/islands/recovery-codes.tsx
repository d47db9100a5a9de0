'use client';

import { useEffect, useRef } from 'react';
import { CopyButton } from '../../checkout/islands/copy-button.tsx';

export interface RecoveryWords {
  readonly heading: string;
  readonly intro: string;
  readonly copy: string;
  readonly copyAll: string;
  readonly copied: string;
  readonly done: string;
  /** Where whoever has kept them goes on. */
  readonly doneHref: string;
}

/** Recovery codes, shown once: the heading takes the focus, so that they are heard and not passed over. */
export function RecoveryCodes({
  codes,
  words,
}: {
  codes: readonly string[];
  words: RecoveryWords;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div>
      <h2 ref={heading} tabIndex={-1}>
        {words.heading}
      </h2>
      <p>{words.intro}</p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="dash-actions">
        <CopyButton
          text={codes.join('\n')}
          name={words.copyAll}
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

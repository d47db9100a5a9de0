'use client';

import { useEffect, useRef } from 'react';

/** A state page's heading. It takes the focus, so that a change of state is heard and not missed. */
export function StateHeading(props: { text: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [props.text]);
  return (
    <h1 ref={heading} tabIndex={-1} className="state-heading">
      {props.text}
    </h1>
  );
}

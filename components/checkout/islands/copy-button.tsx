'use client';

import { useState } from 'react';

const COPIED_FOR_MS = 2_000;

/** Puts a text on the clipboard and says so. `name` says what, and starts with `label`. */
export function CopyButton(props: { text: string; name: string; label: string; copied: string }) {
  const [done, setDone] = useState(false);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(props.text);
      setDone(true);
      setTimeout(() => setDone(false), COPIED_FOR_MS);
    } catch {
      // Refused by the browser (an in-app one, say): the text stays on the page to select by hand.
      setDone(false);
    }
  }
  return (
    <>
      <button
        type="button"
        className="button-small needs-js"
        aria-label={props.name}
        onClick={() => void copy()}
      >
        {done ? props.copied : props.label}
      </button>
      <span className="sr-only" role="status">
        {done ? props.copied : ''}
      </span>
    </>
  );
}

'use client';

import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useFormStatus } from 'react-dom';
import { onFormBusy } from './form-busy.ts';

/**
 * The one button of a form. While the form is being sent it shows progress and ignores further presses;
 * it keeps the focus, which a disabled button would lose.
 */
export function SubmitButton(props: { busyLabel: string; className: string; children: ReactNode }) {
  const { pending } = useFormStatus();
  const [held, setHeld] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const form = button.current?.form;
    return form === null || form === undefined ? undefined : onFormBusy(form, setHeld);
  }, []);
  useEffect(() => {
    // Back from the wallet by the back button: the page kept in memory may offer what is already paid.
    const renew = (event: PageTransitionEvent): void => {
      if (event.persisted) location.reload();
    };
    window.addEventListener('pageshow', renew);
    return () => window.removeEventListener('pageshow', renew);
  }, []);
  const busy = pending || held;
  const ignoreWhileBusy = (event: MouseEvent): void => {
    if (busy) event.preventDefault();
  };
  return (
    <>
      <button
        ref={button}
        type="submit"
        className={props.className}
        aria-busy={busy}
        aria-disabled={busy}
        onClick={ignoreWhileBusy}
      >
        {props.children}
      </button>
      <span className="sr-only" role="status">
        {busy ? props.busyLabel : ''}
      </span>
    </>
  );
}

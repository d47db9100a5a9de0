import { useEffect, useRef } from 'react';
import type { CardWords } from './card-fields.tsx';
import { useHeldSubmit } from './use-held-submit.ts';

/** Grey boxes where the fields will be, of the same height, so that nothing moves when they come. */
export function CardSkeleton(props: {
  form: HTMLFormElement | null;
  words: Pick<CardWords, 'loading' | 'pressedLoading'>;
  withEmail: boolean;
}) {
  const pressed = useHeldSubmit(props.form);
  return (
    <>
      <div className="card-skeleton">
        <span className="sr-only">{props.words.loading}</span>
        <i className="card-skeleton-wide" />
        <i />
        <i />
        {props.withEmail ? <i className="card-skeleton-wide" /> : null}
      </div>
      <p role="alert" className="field-error">
        {pressed ? props.words.pressedLoading : ''}
      </p>
    </>
  );
}

/** The fields are not to be had: what to do instead, and again in other words when paid regardless. */
export function CardUnavailable(props: {
  form: HTMLFormElement | null;
  words: Pick<CardWords, 'unavailable' | 'pressedFailed' | 'retry'>;
  onRetry: () => void;
}) {
  const { words } = props;
  const pressed = useHeldSubmit(props.form);
  const retry = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // What to do must not stay under the button that is held at the bottom of a phone.
    if (pressed) retry.current?.focus();
  }, [pressed]);
  return (
    <div className="card-unavailable" role="alert">
      <p>{pressed ? words.pressedFailed : words.unavailable}</p>
      <button ref={retry} type="button" className="button-small" onClick={props.onRetry}>
        {words.retry}
      </button>
    </div>
  );
}

'use client';

import { type ComponentType, useEffect, useRef, useState } from 'react';
import type { CardFieldsProps } from './card-fields.tsx';

type Loaded =
  | { readonly kind: 'waiting' | 'failed' }
  | { readonly kind: 'ready'; readonly Fields: ComponentType<CardFieldsProps> };

/** Longest wait for our own card code; after it the slot says so, and the other methods stay usable. */
const CODE_TIMEOUT_MS = 6_000;

/**
 * Holds the place of the card fields. Nothing of the card (our code or the provider's) is loaded until
 * card is chosen, or was when the page arrived.
 */
export function CardSlot(props: Omit<CardFieldsProps, 'form' | 'onReload'>) {
  const slot = useRef<HTMLDivElement>(null);
  const [form, setForm] = useState<HTMLFormElement | null>(null);
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'waiting' });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const own = slot.current?.closest('form') ?? null;
    if (own === null) return;
    const look = (): void => {
      if (own.querySelector('input[value=card]:checked') !== null) setForm(own);
    };
    look();
    // Without its fields a card payment cannot be sent; with them, they answer the same event.
    const hold = (event: SubmitEvent): void => {
      if (own.querySelector('input[value=card]:checked') !== null) event.preventDefault();
    };
    own.addEventListener('change', look);
    own.addEventListener('submit', hold);
    return () => {
      own.removeEventListener('change', look);
      own.removeEventListener('submit', hold);
    };
  }, []);

  useEffect(() => {
    if (form === null) return;
    let current = true;
    const settle = (next: Loaded): void => {
      if (current) setLoaded(next);
    };
    const timer = setTimeout(() => settle({ kind: 'failed' }), CODE_TIMEOUT_MS);
    import('./card-fields.tsx')
      .then(({ CardFields }) => settle({ kind: 'ready', Fields: CardFields }))
      .catch(() => settle({ kind: 'failed' }))
      .finally(() => clearTimeout(timer));
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [form, attempt]);

  const retry = (): void => {
    setLoaded({ kind: 'waiting' });
    setAttempt((count) => count + 1);
  };

  return (
    <div ref={slot} className="card-slot needs-js">
      {loaded.kind === 'ready' && form !== null ? (
        <loaded.Fields key={attempt} {...props} form={form} onReload={retry} />
      ) : null}
      {loaded.kind === 'waiting' ? (
        <CardSkeleton label={props.words.loading} withEmail={props.askEmail} />
      ) : null}
      {loaded.kind === 'failed' ? <CardUnavailable words={props.words} onRetry={retry} /> : null}
    </div>
  );
}

/** Grey boxes where the fields will be, of the same height, so that nothing moves when they come. */
export function CardSkeleton(props: { label: string; withEmail: boolean }) {
  return (
    <div className="card-skeleton">
      <span className="sr-only">{props.label}</span>
      <i className="card-skeleton-wide" />
      <i />
      <i />
      {props.withEmail ? <i className="card-skeleton-wide" /> : null}
    </div>
  );
}

export function CardUnavailable(props: {
  words: { readonly unavailable: string; readonly retry: string };
  onRetry: () => void;
}) {
  return (
    <div className="card-unavailable" role="alert">
      <p>{props.words.unavailable}</p>
      <button type="button" className="button-small" onClick={props.onRetry}>
        {props.words.retry}
      </button>
    </div>
  );
}

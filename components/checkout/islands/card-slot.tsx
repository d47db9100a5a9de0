'use client';

import { type ComponentType, useEffect, useRef, useState } from 'react';
import { preload } from 'react-dom';
import type { BrowserSettings } from '#lib/domain/provider.ts';
import { PROVIDER_SCRIPT_URL } from '../provider-script.ts';
import { CardCode, loadFields } from './card-code.tsx';
import type { CardFieldsProps } from './card-fields.tsx';
import type { loadProvider as LoadProvider } from './load-stripe.ts';
import { CardSkeleton, CardUnavailable } from './card-waiting.tsx';

type Loaded =
  | { readonly kind: 'waiting' | 'failed' }
  | { readonly kind: 'ready'; readonly Fields: ComponentType<CardFieldsProps> };

/** Longest wait for our own card code; after it the slot says so, and the other methods stay usable. */
const CODE_TIMEOUT_MS = 6_000;

/** Fetched beside our code for its fields rather than after it; run by whoever loads it. */
function fetchProvider({ scriptUrl }: BrowserSettings, nonce: string | undefined): void {
  preload(scriptUrl ?? PROVIDER_SCRIPT_URL, { as: 'script', nonce });
}

/** Should it fail, the fields, which wait for the same load, say so. */
function loadAhead(...how: Parameters<typeof LoadProvider>): void {
  loadFields()
    .then(({ loadProvider }) => loadProvider(...how))
    .catch(() => undefined);
}

/**
 * Holds the place of the card fields. Nothing of the card (our code or the provider's) is loaded until
 * card is chosen, or was when the page arrived.
 */
export function CardSlot(
  props: Omit<CardFieldsProps, 'form' | 'onReload'> & {
    /** Card is the method chosen when the page arrives. */
    readonly chosen: boolean;
  },
) {
  const { settings, locale, nonce } = props;
  const slot = useRef<HTMLDivElement>(null);
  const [form, setForm] = useState<HTMLFormElement | null>(null);
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'waiting' });
  const [attempt, setAttempt] = useState(0);
  if (props.chosen && form === null) {
    fetchProvider(settings, nonce);
    // While the page is being taken over, not after it.
    if (typeof window !== 'undefined') loadAhead(settings, { locale, nonce });
  }

  useEffect(() => {
    const own = slot.current?.closest('form') ?? null;
    if (own === null) return;
    const look = (): void => {
      if (own.querySelector('input[value=card]:checked') === null) return;
      fetchProvider(settings, nonce);
      setForm(own);
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
  }, [settings, nonce]);

  useEffect(() => {
    if (form === null) return;
    let current = true;
    const settle = (next: Loaded): void => {
      if (current) setLoaded(next);
    };
    const timer = setTimeout(() => settle({ kind: 'failed' }), CODE_TIMEOUT_MS);
    loadAhead(settings, { locale, nonce });
    loadFields()
      .then(({ CardFields }) => settle({ kind: 'ready', Fields: CardFields }))
      .catch(() => settle({ kind: 'failed' }))
      .finally(() => clearTimeout(timer));
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [form, attempt, settings, locale, nonce]);

  const retry = (): void => {
    // The button that was pressed goes: whoever listens is not to be left at the top of the page.
    slot.current?.focus({ preventScroll: true });
    setLoaded({ kind: 'waiting' });
    setAttempt((count) => count + 1);
  };

  return (
    <div
      ref={slot}
      tabIndex={-1}
      className={props.askEmail ? 'card-slot needs-js' : 'card-slot card-slot-short needs-js'}
    >
      {props.chosen ? <CardCode /> : null}
      {props.chosen ? <EarlyPlace /> : null}
      {loaded.kind === 'ready' && form !== null ? (
        <loaded.Fields key={attempt} {...props} form={form} onReload={retry} />
      ) : null}
      {loaded.kind === 'waiting' ? (
        <CardSkeleton key={attempt} form={form} words={props.words} withEmail={props.askEmail} />
      ) : null}
      {loaded.kind === 'failed' ? (
        <CardUnavailable form={form} words={props.words} onRetry={retry} />
      ) : null}
    </div>
  );
}

/** For the fields that begin before React (`EarlyCardScript`): what is in it is left alone. */
function EarlyPlace() {
  return (
    <div className="card-early" suppressHydrationWarning dangerouslySetInnerHTML={{ __html: '' }} />
  );
}

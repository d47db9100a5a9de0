import type { Stripe, StripeElementsOptionsMode } from '@stripe/stripe-js';
import { useEffect, useLayoutEffect, useState } from 'react';
import type { BrowserSettings } from '#lib/domain/provider.ts';
import type { EarlyFields } from '../early-card/start-early-card.ts';
import { useCardAppearance } from './card-appearance.ts';

/** The provider's object that the page began with, once its script is there; null: there is none to be had. */
export async function earlyStripe(
  settings: BrowserSettings,
  locale: string,
): Promise<Stripe | null> {
  const early = window.prayaCard;
  if (early === undefined || early.givenUp) return null;
  const { publishableKey, locale: began } = early.settings;
  if (publishableKey !== settings.publishableKey || began !== locale) return null;
  await early.loaded;
  return early.stripe;
}

/** Whoever waited for its script did so for long enough. */
export function giveUpEarlyCard(): void {
  const early = window.prayaCard;
  if (early !== undefined) early.givenUp = true;
}

/** The fields that were begun before React, if they are those wanted; once, whoever asks first. */
export function takeEarlyFields(
  stripe: Stripe,
  options: StripeElementsOptionsMode,
): EarlyFields | null {
  const early = window.prayaCard;
  const fields = early?.fields ?? null;
  if (early === undefined || fields === null || fields.handedOver) return null;
  fields.handedOver = true;
  const wanted =
    early.stripe === stripe &&
    fields.box.isConnected &&
    fields.state !== 'failed' &&
    JSON.stringify(early.settings.options) === JSON.stringify(options);
  if (wanted) return fields;
  fields.element.destroy();
  fields.box.remove();
  return null;
}

/**
 * Keeps the fields in step with the page as a mounted component would, and takes them away with it. True when
 * they are ready.
 */
export function useEarlyFields(
  fields: EarlyFields,
  { form, onFail }: { readonly form: HTMLFormElement; readonly onFail: () => void },
): boolean {
  const [ready, setReady] = useState(fields.state === 'ready');
  const appearance = useCardAppearance();
  const [first] = useState(appearance);
  useEffect(() => {
    if (appearance !== first) void fields.elements.update({ appearance });
  }, [fields, appearance, first]);
  useEffect(() => {
    const look = (): void => {
      if (fields.state === 'failed') onFail();
      setReady(fields.state === 'ready');
    };
    look();
    return onChange(fields, look);
  }, [fields, onFail]);
  // The boxes in its place go in the same frame.
  useLayoutEffect(() => {
    if (ready) takePlace(fields);
  }, [fields, ready]);
  useEffect(() => {
    if (!ready || !takePress(fields)) return;
    // What is below has taken over the form by now.
    if (form.querySelector('input[value=card]:checked') !== null) form.requestSubmit();
  }, [fields, form, ready]);
  useEffect(() => {
    clearTimeout(leaving.get(fields));
    return () => {
      // In development React takes every component away once and puts it back.
      const timer = setTimeout(() => {
        fields.element.destroy();
        fields.box.remove();
      });
      leaving.set(fields, timer);
    };
  }, [fields]);
  return ready;
}

function onChange(fields: EarlyFields, listener: () => void): () => void {
  fields.listener = listener;
  return () => {
    fields.listener = null;
  };
}

function takePlace({ box }: EarlyFields): void {
  box.className = 'card-element';
}

function takePress(fields: EarlyFields): boolean {
  const { pressed } = fields;
  fields.pressed = false;
  return pressed;
}

const leaving = new WeakMap<EarlyFields, ReturnType<typeof setTimeout>>();

'use client';

import { Elements, PaymentElement, useElements, useStripe } from '@stripe/react-stripe-js';
import type { Stripe, StripeElements } from '@stripe/stripe-js';
import {
  type ComponentType,
  type ReactNode,
  Suspense,
  lazy,
  useEffect,
  useRef,
  useState,
} from 'react';
import type { IntentPurpose } from '#lib/domain/payment-intent.ts';
import type { BrowserSettings } from '#lib/domain/provider.ts';
import type { CardUsage } from '#lib/domain/saved-card.ts';
import type { CheckoutActions, PayByCardRefusal } from '../checkout-actions.ts';
import { CARD_ELEMENT_OPTIONS, cardOptions } from '../card-options.ts';
import type { EarlyFields } from '../early-card/start-early-card.ts';
import { useCardAppearance } from './card-appearance.ts';
import { CardSkeleton, CardUnavailable } from './card-waiting.tsx';
import { takeEarlyFields, useEarlyFields } from './early-card.ts';
import { EmailField } from './email-field.tsx';
import { loadProvider, PROVIDER_LOAD_TIMEOUT_MS } from './load-stripe.ts';
import { onceHeightStands } from './once-height-stands.ts';
import type { ReceiptEmailProps } from './receipt-email.tsx';
import { useCardSubmit } from './use-card-submit.ts';

export interface CardWords {
  readonly loading: string;
  readonly unavailable: string;
  readonly retry: string;
  readonly emailLabel: string;
  readonly emailOptional: string;
  readonly emailInvalid: string;
  readonly checking: string;
  readonly incomplete: string;
  /** Said when the button is pressed before the fields are there, or where they never will be. */
  readonly pressedLoading: string;
  readonly pressedFailed: string;
  readonly refused: Readonly<Record<PayByCardRefusal, string>>;
}

export interface CardFieldsProps {
  readonly settings: BrowserSettings;
  /** The provider's fields have to know that the card is to be kept; null: it is not. */
  readonly keeps: CardUsage | null;
  readonly purpose: IntentPurpose;
  /** Minor units: the provider's script takes a number. */
  readonly amountMinor: number;
  /** Lower case, as the provider writes it. */
  readonly currency: string;
  readonly locale: 'zh-HK' | 'en';
  readonly nonce: string | undefined;
  readonly basePath: string;
  readonly statusUrl: string;
  readonly askEmail: boolean;
  readonly words: CardWords;
  readonly action: CheckoutActions['payByCard'];
  readonly form: HTMLFormElement;
  /** Starts the slot anew. */
  readonly onReload: () => void;
}

export { loadProvider };

type Loading =
  | { readonly kind: 'loading' | 'failed' }
  | { readonly kind: 'ready'; readonly stripe: Stripe; readonly early: EarlyFields | null };

/** Not worth waiting for, nor failing over: it is optional. */
const ReceiptEmail = lazy((): Promise<{ default: ComponentType<ReceiptEmailProps> }> =>
  import('./receipt-email.tsx').then(
    (file) => ({ default: file.ReceiptEmail }),
    () => ({ default: () => null }),
  ),
);

/** The provider's own card fields, in an iframe of the provider's: the number never touches this page. */
export function CardFields(props: CardFieldsProps) {
  const { locale, nonce } = props;
  const { publishableKey, scriptUrl } = props.settings;
  const [loading, setLoading] = useState<Loading>({ kind: 'loading' });
  const appearance = useCardAppearance();
  const options = useRef(cardOptions(props));
  useEffect(() => {
    let current = true;
    loadProvider({ publishableKey, scriptUrl }, { locale, nonce }).then(
      (stripe) => {
        if (current) {
          setLoading({ kind: 'ready', stripe, early: takeEarlyFields(stripe, options.current) });
        }
      },
      () => current && setLoading({ kind: 'failed' }),
    );
    return () => {
      current = false;
    };
  }, [publishableKey, scriptUrl, locale, nonce]);
  const fail = (): void => setLoading({ kind: 'failed' });

  switch (loading.kind) {
    case 'loading':
      return <CardSkeleton form={props.form} words={props.words} withEmail={props.askEmail} />;
    case 'failed':
      return <CardUnavailable form={props.form} words={props.words} onRetry={props.onReload} />;
    case 'ready': {
      const { stripe, early } = loading;
      if (early !== null) {
        return <BegunCardForm {...props} stripe={stripe} early={early} onFail={fail} />;
      }
      return (
        <Elements stripe={stripe} options={{ ...cardOptions(props), appearance }}>
          <OwnCardForm {...props} onFail={fail} />
        </Elements>
      );
    }
  }
}

type FormProps = CardFieldsProps & { readonly onFail: () => void };

/** Mounts the provider's frame itself. */
function OwnCardForm(props: FormProps) {
  const [ready, setReady] = useState(false);
  const stripe = useStripe();
  const elements = useElements();
  const box = useRef<HTMLDivElement>(null);
  return (
    <CardForm {...props} ready={ready} stripe={stripe} elements={elements}>
      <div ref={box} className={ready ? 'card-element' : 'card-element-waiting'}>
        <PaymentElement
          options={CARD_ELEMENT_OPTIONS}
          onReady={() => onceHeightStands(box.current, () => setReady(true))}
          onLoadError={props.onFail}
        />
      </div>
    </CardForm>
  );
}

/** Takes over the frame that was there before React, where it stands. */
function BegunCardForm(
  props: FormProps & { readonly stripe: Stripe; readonly early: EarlyFields },
) {
  const { stripe, early } = props;
  const ready = useEarlyFields(early, { form: props.form, onFail: props.onFail });
  return <CardForm {...props} ready={ready} elements={early.elements} stripe={stripe} />;
}

function CardForm(
  props: FormProps & {
    readonly ready: boolean;
    readonly stripe: Stripe | null;
    readonly elements: StripeElements | null;
    readonly children?: ReactNode;
  },
) {
  const { onFail, ready, words } = props;
  const { message, checking, onCheckEmail } = useCardSubmit(props);
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // What was said must not stay under the button that is held at the bottom of a phone.
    if (message !== null || checking) said.current?.scrollIntoView({ block: 'nearest' });
  }, [message, checking]);
  useEffect(() => {
    if (ready) return;
    const timer = setTimeout(onFail, PROVIDER_LOAD_TIMEOUT_MS);
    return () => clearTimeout(timer);
  }, [ready, onFail]);
  const emailWords = {
    label: words.emailLabel,
    optional: words.emailOptional,
    invalid: words.emailInvalid,
  };
  const emailToCome = <EmailField input={null} invalid={false} words={emailWords} />;
  return (
    <>
      <div className="card-stage">
        {ready ? null : <CardSkeleton form={props.form} words={words} withEmail={false} />}
        {props.children}
      </div>
      {props.askEmail ? (
        <Suspense fallback={emailToCome}>
          {ready ? <ReceiptEmail words={emailWords} onCheck={onCheckEmail} /> : emailToCome}
        </Suspense>
      ) : null}
      <p ref={said} role="alert" className={checking ? 'card-checking' : 'field-error'}>
        {checking ? words.checking : (message ?? '')}
      </p>
    </>
  );
}

'use client';

import { Elements, ExpressCheckoutElement } from '@stripe/react-stripe-js';
import type { Stripe, StripeExpressCheckoutElementOptions } from '@stripe/stripe-js';
import { useEffect, useMemo, useState } from 'react';
import type { ExpressMethodId } from '#lib/domain/method-id.ts';
import type { BrowserSettings } from '#lib/domain/provider.ts';
import type { CheckoutActions, PayByCardRefusal } from '../checkout-actions.ts';
import { useCardAppearance } from './card-appearance.ts';
import { loadProvider } from './load-stripe.ts';
import { type Said, useExpressPay } from './use-express-pay.ts';

export interface ExpressButtonProps {
  readonly settings: BrowserSettings;
  /** Minor units: the provider's script takes a number. What is charged is the server's own. */
  readonly amountMinor: number;
  /** Lower case, as the provider writes it. */
  readonly currency: string;
  readonly locale: 'zh-HK' | 'en';
  readonly nonce: string | undefined;
  readonly basePath: string;
  readonly statusUrl: string;
  /** Named in the wallet's sheet. */
  readonly merchant: string;
  readonly words: {
    readonly canceled: string;
    readonly failed: string;
    readonly checking: string;
    readonly refused: Readonly<Record<PayByCardRefusal, string>>;
  };
  readonly action: CheckoutActions['payByCard'];
  readonly form: HTMLFormElement;
  readonly wallet: ExpressMethodId;
}

const TONES: Readonly<Record<Said['tone'], string>> = {
  quiet: 'text-quiet',
  bad: 'field-error',
  checking: 'card-checking',
};

/** Of `.express-slot` in the style sheet. */
const BUTTON_HEIGHT_PX = 44;

/** The wallet's own button, in the provider's frame. Nothing is seen of it until the provider says it can be used. */
export function ExpressButton(props: ExpressButtonProps) {
  const { locale, nonce } = props;
  const { publishableKey, scriptUrl } = props.settings;
  const [stripe, setStripe] = useState<Stripe | null>(null);
  const appearance = useCardAppearance();
  useEffect(() => {
    let current = true;
    loadProvider({ publishableKey, scriptUrl }, { locale, nonce }).then(
      (loaded) => current && setStripe(loaded),
      // Not there, or not in time: the shopper never knew of it, and has the list.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [publishableKey, scriptUrl, locale, nonce]);
  if (stripe === null) return null;
  return (
    <Elements
      // The button takes its colour when it is made.
      key={appearance.theme}
      stripe={stripe}
      options={{
        mode: 'payment',
        amount: props.amountMinor,
        currency: props.currency,
        allowedPaymentMethodTypes: ['card'],
        locale,
        appearance,
      }}
    >
      <Button {...props} dark={appearance.theme === 'night'} />
    </Elements>
  );
}

function Button(props: ExpressButtonProps & { dark: boolean }) {
  const { wallet, merchant, dark } = props;
  const [shown, setShown] = useState<boolean | null>(null);
  const { said, onClick, onConfirm, onCancel } = useExpressPay(props);
  const checking = said?.tone === 'checking';
  const options = useMemo(
    () => elementOptions({ wallet, merchant, dark }),
    [wallet, merchant, dark],
  );
  if (shown === false) return null;
  return (
    <>
      <p role="alert" className={said === null ? undefined : TONES[said.tone]}>
        {said?.text ?? ''}
      </p>
      <div className={shown === true && !checking ? 'express-slot' : 'express-slot express-unseen'}>
        <ExpressCheckoutElement
          options={options}
          onReady={({ availablePaymentMethods: available }) =>
            setShown(available?.[wallet === 'apple_pay' ? 'applePay' : 'googlePay'] === true)
          }
          onLoadError={() => setShown(false)}
          onClick={onClick}
          onConfirm={onConfirm}
          onCancel={onCancel}
        />
      </div>
    </>
  );
}

function elementOptions(facts: {
  wallet: ExpressMethodId;
  merchant: string;
  dark: boolean;
}): StripeExpressCheckoutElementOptions {
  const theme = facts.dark ? 'white' : 'black';
  return {
    buttonHeight: BUTTON_HEIGHT_PX,
    buttonTheme: { applePay: theme, googlePay: theme },
    buttonType: { applePay: 'plain', googlePay: 'plain' },
    business: { name: facts.merchant },
    layout: { maxColumns: 1, maxRows: 1, overflow: 'never' },
    // One line's room is kept, so one wallet is asked for, and nothing but a wallet of cards.
    paymentMethods: {
      applePay: facts.wallet === 'apple_pay' ? 'auto' : 'never',
      googlePay: facts.wallet === 'google_pay' ? 'auto' : 'never',
      amazonPay: 'never',
      klarna: 'never',
      link: 'never',
      paypal: 'never',
    },
  };
}

'use client';

import { type ComponentType, useEffect, useRef, useState } from 'react';
import type { ExpressMethodId } from '#lib/domain/method-id.ts';
import type { ExpressButtonProps } from './express-button.tsx';

type SlotProps = Omit<ExpressButtonProps, 'form' | 'wallet'> & {
  readonly methods: readonly ExpressMethodId[];
};

interface Loaded extends Pick<ExpressButtonProps, 'form' | 'wallet'> {
  readonly Button: ComponentType<ExpressButtonProps>;
}

/**
 * Holds the place of the wallet's button, beside the list's heading, where nothing has to move for it. A
 * browser that cannot have a wallet loads nothing for it; one that may, only after the page itself.
 */
export function ExpressSlot(props: SlotProps) {
  const { methods } = props;
  const slot = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const wallets = methods.join();

  useEffect(() => {
    const form = slot.current?.closest('form') ?? null;
    const wallet = walletOf(wallets);
    if (form === null || wallet === null) return;
    let current = true;
    const load = (): void => {
      import('./express-button.tsx').then(
        ({ ExpressButton }) => current && setLoaded({ Button: ExpressButton, form, wallet }),
        // The list has everything else.
        () => undefined,
      );
    };
    if (document.readyState === 'complete') load();
    else window.addEventListener('load', load, { once: true });
    return () => {
      current = false;
      window.removeEventListener('load', load);
    };
  }, [wallets]);

  return (
    <div ref={slot} className="express needs-js">
      {loaded === null ? null : (
        <loaded.Button {...props} form={loaded.form} wallet={loaded.wallet} />
      )}
    </div>
  );
}

/**
 * The one wallet this browser may have, by what costs nothing to ask: Apple's devices have Apple Pay, and
 * browsers with payment requests may have Google Pay. The provider has the last word.
 */
function walletOf(offered: string): ExpressMethodId | null {
  if (offered.includes('apple_pay') && hasApplePay()) return 'apple_pay';
  return offered.includes('google_pay') && 'PaymentRequest' in window ? 'google_pay' : null;
}

function hasApplePay(): boolean {
  try {
    // Safari's own, unknown to the DOM's typings.
    const { ApplePaySession: session } = window as {
      ApplePaySession?: { canMakePayments(): boolean };
    };
    return session?.canMakePayments() === true;
  } catch {
    // It throws on a page that is not secure.
    return false;
  }
}

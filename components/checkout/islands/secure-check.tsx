'use client';

import { useEffect, useRef, useState } from 'react';
import type { BrowserSettings } from '#lib/domain/provider.ts';
import { firstTime } from './once.ts';

/**
 * Hands over to the provider's script for the bank's own check (3-D Secure), then to the return page,
 * which asks the provider how it ended: what the script says here decides nothing.
 */
export function SecureCheck(props: {
  attemptId: string;
  settings: BrowserSettings;
  clientSecret: string;
  locale: 'zh-HK' | 'en';
  nonce: string | undefined;
  returnPath: string;
  words: { readonly action: string; readonly busy: string; readonly unavailable: string };
}) {
  const { attemptId, clientSecret, locale, nonce, returnPath, words } = props;
  const { publishableKey, scriptUrl } = props.settings;
  const [state, setState] = useState<'busy' | 'idle' | 'unavailable'>('busy');
  /** Counts the tries: the first on arrival, each further one a press of the button. */
  const [round, setRound] = useState(0);
  const startedRound = useRef<number | null>(null);
  const onPage = useRef(true);

  useEffect(() => {
    onPage.current = true;
    return () => {
      onPage.current = false;
    };
  }, []);

  useEffect(() => {
    // React may run an effect twice; the bank must not be asked twice.
    if (startedRound.current === round) return;
    startedRound.current = round;
    void (async () => {
      // Back here with the check still open: from now on only the shopper opens it.
      if (round === 0 && !firstTime(`checked:${attemptId}`, true)) return setState('idle');
      const stripe = await import('./load-stripe.ts')
        .then(({ loadProvider }) => loadProvider({ publishableKey, scriptUrl }, { locale, nonce }))
        .catch(() => null);
      // Nothing has been shown to the shopper yet, so it may be tried again.
      if (stripe === null) return setState('unavailable');
      // Passed, failed, closed or no longer asked for (it throws then): the server finds out which.
      await stripe.handleNextAction({ clientSecret }).catch(() => undefined);
      if (onPage.current) location.assign(returnPath);
    })();
  }, [round, publishableKey, scriptUrl, attemptId, clientSecret, locale, nonce, returnPath]);

  const tryAgain = (): void => {
    if (state === 'busy') return;
    setState('busy');
    setRound(round + 1);
  };

  return (
    <div className="needs-js secure-check">
      <p role="alert" className="field-error">
        {state === 'unavailable' ? words.unavailable : ''}
      </p>
      <button
        type="button"
        className="button-primary"
        aria-busy={state === 'busy'}
        aria-disabled={state === 'busy'}
        onClick={tryAgain}
      >
        {state === 'busy' ? words.busy : words.action}
      </button>
    </div>
  );
}

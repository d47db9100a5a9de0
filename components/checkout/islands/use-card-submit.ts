import type { Stripe, StripeElements } from '@stripe/stripe-js';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { CardFieldsProps } from './card-fields.tsx';
import { fillTemplate } from './fill-template.ts';
import { setFormBusy } from './form-busy.ts';
import { type CardPaymentResult, payByCard, waitUntilKnown } from './pay-by-card.ts';
import type { CheckEmail } from './receipt-email.tsx';

/** `leaving`: the next page is on its way, and the button stays held until it comes. */
type Settled = 'leaving' | 'stayed';

/**
 * Takes over the page's form while card is the chosen method: one payment at a time, and after an
 * unknown result none until the server has said how the first one ended.
 */
export function useCardSubmit(
  props: CardFieldsProps & {
    readonly stripe: Stripe | null;
    readonly elements: StripeElements | null;
    readonly ready: boolean;
  },
) {
  const { stripe, elements, ready } = props;
  const [message, setMessage] = useState<string | null>(null);
  const [checking, setChecking] = useState(false);
  const checkEmail = useRef<CheckEmail | null>(null);

  async function pay(signal: AbortSignal): Promise<Settled> {
    // Until the fields are there, the boxes in their place answer.
    if (stripe === null || elements === null || !ready) return 'stayed';
    setMessage(null);
    // The address is optional: where its field never came, nobody is kept from paying.
    const email = checkEmail.current === null ? '' : await checkEmail.current();
    if (email === null) return 'stayed';
    setFormBusy(props.form, true);
    const { form, action } = props;
    return await settle(
      await payByCard({ stripe, elements, form, method: 'card', email, action }),
      signal,
    );
  }

  async function settle(result: CardPaymentResult, signal: AbortSignal): Promise<Settled> {
    switch (result.kind) {
      case 'go':
        location.assign(result.path);
        return 'leaving';
      case 'incomplete':
        setMessage(result.message ?? props.words.incomplete);
        return 'stayed';
      case 'refused':
        setMessage(
          fillTemplate(props.words.refused[result.reason], { minutes: result.waitMinutes ?? 1 }),
        );
        if (result.reason !== 'session_over') return 'stayed';
        location.assign(props.basePath);
        return 'leaving';
      case 'unknown':
        setChecking(true);
        // Nothing else may be begun before it is known; the next page brings the list back.
        for (const list of props.form.querySelectorAll('fieldset')) list.disabled = true;
        await waitUntilKnown(props.statusUrl, signal);
        location.assign(props.basePath);
        return 'leaving';
    }
  }

  // The listener stays the same while the page is drawn anew: a payment under way must not be lost.
  const latest = useRef(pay);
  useEffect(() => {
    latest.current = pay;
  });
  const { form } = props;
  const incomplete = props.words.incomplete;
  useEffect(() => {
    const left = new AbortController();
    let paying = false;
    function onSubmit(event: SubmitEvent): void {
      if (new FormData(form).get('method') !== 'card') return;
      event.preventDefault();
      if (paying) return;
      paying = true;
      void (async () => {
        const outcome = await latest.current(left.signal).catch((): Settled => {
          // Thrown before anything was sent: what comes after the token is caught where it is sent.
          setMessage(incomplete);
          return 'stayed';
        });
        if (outcome === 'leaving') return;
        paying = false;
        setFormBusy(form, false);
      })();
    }
    form.addEventListener('submit', onSubmit);
    return () => {
      left.abort();
      form.removeEventListener('submit', onSubmit);
    };
  }, [form, incomplete]);

  const onCheckEmail = useCallback((check: CheckEmail | null): void => {
    checkEmail.current = check;
  }, []);
  return { message, checking, onCheckEmail };
}

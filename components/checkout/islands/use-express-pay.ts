import { useElements, useStripe } from '@stripe/react-stripe-js';
import type {
  StripeExpressCheckoutElementClickEvent,
  StripeExpressCheckoutElementConfirmEvent,
} from '@stripe/stripe-js';
import { useEffect, useRef, useState } from 'react';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { ExpressButtonProps } from './express-button.tsx';
import { fillTemplate } from './fill-template.ts';
import { onFormBusy, setFormBusy } from './form-busy.ts';
import { type CardPaymentResult, payByCard, waitUntilKnown } from './pay-by-card.ts';

/** What is told beside the button: a change of mind, a failure, or that the outcome is being found out. */
export interface Said {
  readonly tone: 'quiet' | 'bad' | 'checking';
  readonly text: string;
}

/**
 * From the press of the wallet's button to the next page. One payment of the page at a time, whichever
 * button began it; after an unknown result none until the server has said how it ended.
 */
export function useExpressPay(props: ExpressButtonProps) {
  const stripe = useStripe();
  const elements = useElements();
  const [said, setSaid] = useState<Said | null>(null);
  const { form, words } = props;
  const busy = useRef(false);
  const left = useRef<AbortController | null>(null);
  useEffect(() => {
    left.current = new AbortController();
    const stop = onFormBusy(form, (now) => {
      busy.current = now;
    });
    return () => {
      left.current?.abort();
      stop();
    };
  }, [form]);

  /** The provider opens the sheet only if it is told to at once. */
  function onClick(event: StripeExpressCheckoutElementClickEvent): void {
    if (busy.current) return event.reject();
    // What the merchant asks besides; a chosen method, which the form wants too, is no matter here.
    for (const field of form.querySelectorAll<HTMLInputElement>('[name^=field_]')) {
      if (!field.reportValidity()) return event.reject();
    }
    setSaid(null);
    event.resolve();
  }

  function onCancel(): void {
    if (!busy.current) setSaid({ tone: 'quiet', text: words.canceled });
  }

  async function onConfirm(event: StripeExpressCheckoutElementConfirmEvent): Promise<void> {
    if (busy.current || stripe === null || elements === null) {
      return event.paymentFailed({ reason: 'fail' });
    }
    setFormBusy(form, true);
    const { wallet: method, action } = props;
    // Thrown before anything was sent: what comes after the token is caught where it is sent.
    const result = await payByCard({ stripe, elements, form, method, email: '', action }).catch(
      (): CardPaymentResult => ({ kind: 'incomplete', message: null }),
    );
    if (!(await leave(result))) {
      event.paymentFailed({ reason: 'fail' });
      setFormBusy(form, false);
    }
  }

  /** True: the next page is on its way, and the buttons stay held until it comes. */
  async function leave(result: CardPaymentResult): Promise<boolean> {
    switch (result.kind) {
      case 'go':
        location.assign(result.path);
        return true;
      case 'incomplete':
        setSaid({ tone: 'bad', text: words.failed });
        return false;
      case 'refused':
        setSaid({
          tone: 'bad',
          text: fillTemplate(words.refused[result.reason], { minutes: result.waitMinutes ?? 1 }),
        });
        if (result.reason !== 'session_over') return false;
        location.assign(props.basePath);
        return true;
      case 'unknown':
        setSaid({ tone: 'checking', text: words.checking });
        // Nothing else may be begun before it is known; the next page brings the list back.
        for (const list of form.querySelectorAll('fieldset')) list.disabled = true;
        await waitUntilKnown(props.statusUrl, left.current?.signal ?? AbortSignal.abort());
        location.assign(props.basePath);
        return true;
      default:
        return unreachable(result);
    }
  }

  return {
    said,
    onClick,
    onCancel,
    onConfirm: (event: StripeExpressCheckoutElementConfirmEvent) => void onConfirm(event),
  };
}

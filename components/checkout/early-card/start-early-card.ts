import type {
  Appearance,
  Stripe,
  StripeConstructor,
  StripeElements,
  StripeElementsOptionsMode,
  StripePaymentElement,
  StripePaymentElementOptions,
} from '@stripe/stripe-js';

export interface EarlyCardSettings {
  readonly publishableKey: string;
  readonly scriptUrl: string;
  readonly locale: 'zh-HK' | 'en';
  readonly options: StripeElementsOptionsMode;
  readonly elementOptions: StripePaymentElementOptions;
}

/** The card fields as they were begun before React; `islands/early-card.ts` hands them to it. */
export interface EarlyCard {
  readonly settings: EarlyCardSettings;
  /** Settles when the provider's script has run or failed. Never rejects. */
  readonly loaded: Promise<void>;
  /** Null until then, and for good where the script failed. */
  stripe: Stripe | null;
  /** Null where the fields were not begun. */
  fields: EarlyFields | null;
  /** Nobody waits for it any more: it is not to begin. */
  givenUp: boolean;
}

export interface EarlyFields {
  readonly elements: StripeElements;
  readonly element: StripePaymentElement;
  /** Holds the provider's frame, which would load again if it was moved. */
  readonly box: HTMLElement;
  state: 'loading' | 'ready' | 'failed';
  /** Told when the state changes. */
  listener: (() => void) | null;
  handedOver: boolean;
  /** The page's button was pressed when nothing could answer it yet. */
  pressed: boolean;
}

declare global {
  interface Window {
    prayaCard?: EarlyCard;
  }
}

/**
 * Begins the card fields as soon as the provider's script is there, which is long before React is. Runs in
 * the page as text: it stands on nothing outside itself.
 */
export function startEarlyCard(
  settings: EarlyCardSettings,
  tools: {
    readonly readAppearance: () => Appearance;
    readonly onceHeightStands: (box: HTMLElement, then: () => void) => void;
  },
): void {
  /** A press is held no longer than this for a React that does not come; then the form is plain again. */
  const LONGEST_HOLD_MS = 20_000;
  const place = document.querySelector<HTMLElement>('.card-early');
  const form = place?.closest('form') ?? null;
  const isChosen = (): boolean => form?.querySelector('input[value=card]:checked') != null;
  // A browser may have brought back another choice.
  if (place === null || form === null || !isChosen()) return;

  let settle = (): void => undefined;
  const early: EarlyCard = {
    settings,
    loaded: new Promise((resolve) => {
      settle = resolve;
    }),
    stripe: null,
    fields: null,
    givenUp: false,
  };
  window.prayaCard = early;
  const script = document.createElement('script');
  script.src = settings.scriptUrl;
  script.addEventListener('load', () => {
    try {
      if (!early.givenUp) begin();
    } catch {
      // The page begins anew in its own way, and tells if that fails too.
      early.fields?.box.remove();
      early.fields = null;
    }
    settle();
  });
  script.addEventListener('error', () => {
    // The provider's own loader would wait for this one.
    script.remove();
    settle();
  });
  document.head.append(script);

  function begin(): void {
    const { Stripe } = window as unknown as { Stripe: StripeConstructor }; // the script's own
    early.stripe = Stripe(settings.publishableKey, { locale: settings.locale });
    const appearance = tools.readAppearance();
    const elements = early.stripe.elements({ ...settings.options, appearance });
    const element = elements.create('payment', settings.elementOptions);
    const box = document.createElement('div');
    const mount = document.createElement('div');
    box.className = 'card-element-waiting';
    box.append(mount);
    place?.append(box);
    const fields: EarlyFields = {
      elements,
      element,
      box,
      state: 'loading',
      listener: null,
      handedOver: false,
      pressed: false,
    };
    early.fields = fields;
    element.on('ready', () => tools.onceHeightStands(box, () => show(fields)));
    element.on('loaderror', () => {
      fields.state = 'failed';
      fields.listener?.();
    });
    element.mount(mount);
  }

  function show(fields: EarlyFields): void {
    if (fields.state !== 'loading') return;
    fields.state = 'ready';
    // Over the boxes in its place until React takes those away: nothing moves.
    fields.box.className = 'card-element card-element-over';
    const readyAt = Date.now();
    // Sent as a plain form, what was typed would be lost: the press is kept until it can be answered.
    form?.addEventListener('submit', (event) => {
      const hold = isChosen() && !fields.handedOver && Date.now() - readyAt < LONGEST_HOLD_MS;
      if (!hold) return;
      event.preventDefault();
      fields.pressed = true;
    });
    fields.listener?.();
  }
}

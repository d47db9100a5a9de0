import { SimulatedElement, integrationError } from './element.ts';
import type { ElementGroup } from './element.ts';
import { EventHandlers } from './event-handlers.ts';
import { ExpressElement } from './express-element.ts';
import type { Appearance, ElementType, FrameError } from './protocol.ts';

const TYPES: readonly string[] = [
  'payment',
  'card',
  'cardNumber',
  'cardExpiry',
  'cardCvc',
  'expressCheckout',
];
/** The Elements that can make a payment method, in the order they are asked. */
const SOURCES: readonly ElementType[] = ['payment', 'card', 'cardNumber', 'expressCheckout'];

/** The options of `stripe.elements()`: deferred (`mode`, `amount`, `currency`) or `clientSecret`. */
export interface ElementsOptions {
  readonly mode?: string;
  readonly amount?: number;
  readonly currency?: string;
  readonly clientSecret?: string;
  /** That the card is to be kept, and for what: what the token is made for has to agree. */
  readonly setupFutureUsage?: string | null;
  readonly locale?: string;
  readonly appearance?: Appearance;
  readonly [option: string]: unknown;
}

export type SubmitResult =
  | { readonly error: FrameError }
  | { readonly selectedPaymentMethod: string };

/** One `stripe.elements()`: the Elements that belong together. */
export class SimulatedElements {
  readonly #group: ElementGroup;
  readonly #elements = new Map<ElementType, SimulatedElement>();
  readonly #handlers = new EventHandlers();
  readonly #refetch: (clientSecret: string) => Promise<FrameError | null>;
  #options: ElementsOptions;
  #submitted = false;

  constructor(
    options: ElementsOptions,
    setup: {
      readonly origin: string;
      readonly publishableKey: string;
      readonly defaultLocale: string;
      readonly refetch: (clientSecret: string) => Promise<FrameError | null>;
    },
  ) {
    checkOptions(options);
    this.#options = options;
    this.#refetch = setup.refetch;
    this.#group = {
      origin: setup.origin,
      publishableKey: setup.publishableKey,
      groupId: [...crypto.getRandomValues(new Uint32Array(4))].join('-'),
      locale: () => this.#options.locale ?? setup.defaultLocale,
      appearance: () => this.#options.appearance ?? {},
      payment: () => ({
        amount: this.#options.amount ?? 0,
        currency: this.#options.currency ?? '',
      }),
      forget: (element) => {
        if (this.#elements.get(element.type) === element) this.#elements.delete(element.type);
      },
    };
  }

  create(type: string, options: Readonly<Record<string, unknown>> = {}): SimulatedElement {
    if (!isElementType(type)) {
      throw integrationError(
        `A valid Element name must be provided. Valid Elements are: ${TYPES.join(', ')}; you passed: ${type}.`,
      );
    }
    if (this.#elements.has(type)) {
      throw integrationError(`Can only create one Element of type ${type} through elements().`);
    }
    const element =
      type === 'expressCheckout'
        ? new ExpressElement(options, this.#group)
        : new SimulatedElement(type, options, this.#group);
    this.#elements.set(type, element);
    return element;
  }

  getElement(type: string): SimulatedElement | null {
    return isElementType(type) ? (this.#elements.get(type) ?? null) : null;
  }

  async update(options: Partial<ElementsOptions>): Promise<void> {
    const next = { ...this.#options, ...options };
    checkOptions(next);
    this.#options = next;
    await Promise.all([...this.#elements.values()].map((element) => element.refresh()));
    this.#handlers.emit('update-end', undefined);
  }

  on(name: string, handler: (event: unknown) => void): this {
    this.#handlers.add(name, handler, false);
    return this;
  }

  /** Validates the fields and shows what is wrong. Must come before a token or a confirmation. */
  async submit(): Promise<SubmitResult> {
    const source = this.source();
    if (source === null) throw integrationError('There is no Element to submit.');
    const error =
      source instanceof ExpressElement
        ? source.notAuthorized()
        : await (await source.channel()).call('validate', undefined);
    if (error !== null) return { error };
    this.#submitted = true;
    return { selectedPaymentMethod: source.type === 'expressCheckout' ? 'wallet' : 'card' };
  }

  async fetchUpdates(): Promise<{ error?: { message: string; status?: string } }> {
    const { clientSecret } = this.#options;
    if (clientSecret === undefined) {
      throw integrationError(
        'fetchUpdates() can only be called on elements() with a clientSecret.',
      );
    }
    const error = await this.#refetch(clientSecret);
    return error === null ? {} : { error: { message: error.message } };
  }

  /** The Element that holds the card, or null: the wallet that was approved before all others. */
  source(): SimulatedElement | null {
    const express = this.#elements.get('expressCheckout');
    if (express instanceof ExpressElement && express.notAuthorized() === null) return express;
    for (const type of SOURCES) {
      const element = this.#elements.get(type);
      if (element !== undefined) return element;
    }
    return null;
  }

  /** What the tokens are to say of later use. A setup is for later by itself. */
  futureUsage(): string | null {
    const { mode, setupFutureUsage } = this.#options;
    return setupFutureUsage ?? (mode === 'setup' ? 'off_session' : null);
  }

  clientSecret(): string | null {
    return this.#options.clientSecret ?? null;
  }

  /** What has to be put right before `caller` may go on, or null. */
  notSubmitted(caller: string): FrameError | null {
    const deferred =
      this.#options.mode !== undefined &&
      (this.#elements.has('payment') || this.#elements.has('expressCheckout'));
    if (!deferred || this.#submitted) return null;
    return {
      type: 'invalid_request_error',
      message: `elements.submit() must be called before ${caller}().`,
    };
  }
}

function isElementType(type: string): type is ElementType {
  return TYPES.includes(type);
}

function checkOptions(options: ElementsOptions): void {
  const { mode, amount, currency, setupFutureUsage } = options;
  if (mode === undefined) return;
  if (!['on_session', 'off_session', undefined, null].includes(setupFutureUsage)) {
    throw integrationError(
      `Invalid value for elements(): setupFutureUsage should be 'off_session' or 'on_session'. You specified: ${String(setupFutureUsage)}.`,
    );
  }
  if (!['payment', 'setup', 'subscription'].includes(mode)) {
    throw integrationError(
      `Invalid value for elements(): mode should be 'payment', 'setup' or 'subscription'. You specified: ${mode}.`,
    );
  }
  if (options.clientSecret !== undefined) {
    throw integrationError('elements() takes either clientSecret or mode, not both.');
  }
  if (mode === 'setup') return;
  if (typeof currency !== 'string' || !/^[a-z]{3}$/.test(currency)) {
    throw integrationError(
      `Invalid value for elements(): currency should be one of the supported currencies, in lower case. You specified: ${String(currency)}.`,
    );
  }
  if (!Number.isInteger(amount) || (amount ?? -1) < (mode === 'payment' ? 1 : 0)) {
    throw integrationError(
      `Invalid value for elements(): amount must be a positive integer. You specified: ${String(amount)}.`,
    );
  }
}

import { runChallenge } from './challenge-modal.ts';
import type { Controller } from './controller.ts';
import { SimulatedElement, integrationError, isRecord } from './element.ts';
import { SimulatedElements } from './elements.ts';
import { isSetupSecret } from './protocol.ts';
import type { ApiResult, FrameError } from './protocol.ts';

type Params = Readonly<Record<string, unknown>>;
/** The intent is under `paymentIntent` or, for a card that is kept, under `setupIntent`. */
export type IntentResult =
  | {
      readonly paymentIntent?: Params;
      readonly setupIntent?: Params;
      readonly error?: undefined;
    }
  | {
      readonly error: FrameError;
      readonly paymentIntent?: undefined;
      readonly setupIntent?: undefined;
    };

interface ConfirmOptions {
  readonly elements?: unknown;
  readonly clientSecret?: string;
  readonly confirmParams?: Params;
  readonly redirect?: 'always' | 'if_required';
}

/** The payment methods of a Stripe instance, over its controller. */
export class Payments {
  readonly #controller: Controller;
  readonly #locale: string;

  constructor(controller: Controller, locale: string) {
    this.#controller = controller;
    this.#locale = locale;
  }

  async createConfirmationToken(options: {
    readonly elements: unknown;
    readonly params?: Params;
  }): Promise<{ confirmationToken: Params } | { error: FrameError }> {
    const elements = asElements(options.elements);
    const error = elements.notSubmitted('stripe.createConfirmationToken');
    if (error !== null) return { error };
    const source = sourceOf(elements);
    const params = options.params ?? {};
    const data = isRecord(params['payment_method_data']) ? params['payment_method_data'] : {};
    const channel = await source.channel();
    const result = await channel.call('createConfirmationToken', {
      ...params,
      setup_future_usage: elements.futureUsage(),
      payment_method_data: {
        ...data,
        ...source.paymentData(),
        billing_details: data['billing_details'] ?? source.defaultBillingDetails(),
      },
    });
    return result.ok ? { confirmationToken: result.object } : { error: result.error };
  }

  async createPaymentMethod(
    options: Params,
  ): Promise<{ paymentMethod: Params } | { error: FrameError }> {
    const { elements, params, card, type: _type, ...data } = options;
    if (elements !== undefined) {
      const group = asElements(elements);
      const error = group.notSubmitted('stripe.createPaymentMethod');
      if (error !== null) return { error };
      return this.#methodFrom(sourceOf(group), isRecord(params) ? params : {});
    }
    const source = options['element'] ?? card;
    if (!(source instanceof SimulatedElement)) {
      throw integrationError('createPaymentMethod() takes elements, or a card Element as `card`.');
    }
    return this.#methodFrom(source, isRecord(params) ? params : data);
  }

  confirmPayment(options: ConfirmOptions): Promise<IntentResult> {
    return this.#confirmWith('confirmPayment', options);
  }

  confirmSetup(options: ConfirmOptions): Promise<IntentResult> {
    return this.#confirmWith('confirmSetup', options);
  }

  async #confirmWith(
    caller: 'confirmPayment' | 'confirmSetup',
    options: ConfirmOptions,
  ): Promise<IntentResult> {
    const elements = options.elements === undefined ? null : asElements(options.elements);
    const clientSecret = options.clientSecret ?? elements?.clientSecret();
    if (typeof clientSecret !== 'string') {
      throw integrationError(`${caller}() needs a clientSecret.`);
    }
    if (isSetupSecret(clientSecret) !== (caller === 'confirmSetup')) {
      throw integrationError(`${caller}() was given the clientSecret of another kind of intent.`);
    }
    const { payment_method_data: data, ...params } = options.confirmParams ?? {};
    const returnUrl = params['return_url'];
    if (options.redirect !== 'if_required' && typeof returnUrl !== 'string') {
      throw integrationError(
        `${caller}() needs confirmParams.return_url unless redirect is if_required.`,
      );
    }
    const named = params['confirmation_token'] ?? params['payment_method'];
    let body: Params = params;
    if (named === undefined && elements !== null) {
      const error = elements.notSubmitted(`stripe.${caller}`);
      if (error !== null) return { error };
      const made = await this.#methodFrom(sourceOf(elements), isRecord(data) ? data : {});
      if ('error' in made) return made;
      body = { ...params, payment_method: made.paymentMethod['id'] };
    }
    const result = await this.#confirm(clientSecret, {
      ...body,
      // Stripe.js has a page to come back to even when none is named.
      return_url: returnUrl ?? window.location.href,
    });
    if (result.error !== undefined || options.redirect === 'if_required') return result;
    return leaveFor(String(returnUrl), result.paymentIntent ?? result.setupIntent, clientSecret);
  }

  async confirmCardPayment(
    clientSecret: string,
    data: Params = {},
    options: { readonly handleActions?: boolean } = {},
  ): Promise<IntentResult> {
    const { payment_method: method, ...params } = data;
    let id: unknown = method;
    if (isRecord(method)) {
      const { card, ...rest } = method;
      if (!(card instanceof SimulatedElement))
        throw integrationError('payment_method.card must be an Element.');
      const made = await this.#methodFrom(card, rest);
      if ('error' in made) return made;
      id = made.paymentMethod['id'];
    }
    const body = { return_url: window.location.href, ...params, payment_method: id };
    return this.#confirm(clientSecret, body, options.handleActions ?? true);
  }

  /** Runs the next action of an intent that requires one: the bank's page in a dialog, or a redirect. */
  async handleNextAction(options: { readonly clientSecret: string }): Promise<IntentResult> {
    const { clientSecret } = options;
    const result = await this.#controller.retrieve(clientSecret);
    if (!result.ok) return { error: result.error };
    if (result.object['status'] !== 'requires_action') {
      return {
        error: {
          type: 'invalid_request_error',
          code: `${String(result.object['object'])}_unexpected_state`,
          message: `handleNextAction: The ${isSetup(result.object) ? 'SetupIntent' : 'PaymentIntent'} supplied is not in the requires_action state.`,
          [String(result.object['object'])]: result.object,
        },
      };
    }
    return this.#act(clientSecret, result.object);
  }

  /** Of a PaymentIntent or a SetupIntent. */
  async retrieveIntent(clientSecret: string): Promise<IntentResult> {
    return intentResult(await this.#controller.retrieve(clientSecret));
  }

  async #confirm(clientSecret: string, body: Params, handleActions = true): Promise<IntentResult> {
    const result = await this.#controller.confirm(clientSecret, { ...body, use_stripe_sdk: true });
    if (!result.ok) return { error: result.error };
    if (!handleActions || result.object['status'] !== 'requires_action')
      return intentResult(result);
    return this.#act(clientSecret, result.object);
  }

  async #act(clientSecret: string, intent: Params): Promise<IntentResult> {
    const action = intent['next_action'];
    if (!isRecord(action)) throw new Error('An intent that requires action names none.');
    const redirect = action['redirect_to_url'];
    if (isRecord(redirect)) {
      window.location.assign(String(redirect['url']));
      return neverSettles();
    }
    const sdk = action['use_stripe_sdk'];
    if (!isRecord(sdk)) throw new Error(`The next action ${String(action['type'])} is unknown.`);
    await runChallenge(String(sdk['stripe_js']), this.#locale);
    const after = await this.#controller.retrieve(clientSecret);
    if (!after.ok) return { error: after.error };
    const failure = after.object[isSetup(after.object) ? 'last_setup_error' : 'last_payment_error'];
    if (after.object['status'] === 'requires_payment_method' && isRecord(failure)) {
      return {
        error: {
          ...failure,
          type: String(failure['type']),
          message: String(failure['message']),
          [String(after.object['object'])]: after.object,
        },
      };
    }
    return intentResult(after);
  }

  async #methodFrom(
    source: SimulatedElement,
    params: Params,
  ): Promise<{ paymentMethod: Params } | { error: FrameError }> {
    const channel = await source.channel();
    const result = await channel.call('createPaymentMethod', {
      ...params,
      billing_details: params['billing_details'] ?? source.defaultBillingDetails(),
    });
    return result.ok ? { paymentMethod: result.object } : { error: result.error };
  }
}

function intentResult(result: ApiResult): IntentResult {
  if (!result.ok) return { error: result.error };
  return isSetup(result.object) ? { setupIntent: result.object } : { paymentIntent: result.object };
}

function isSetup(intent: Params): boolean {
  return intent['object'] === 'setup_intent';
}

function asElements(value: unknown): SimulatedElements {
  if (value instanceof SimulatedElements) return value;
  throw integrationError(
    '`elements` must be an Elements instance created by this Stripe instance.',
  );
}

function sourceOf(elements: SimulatedElements): SimulatedElement {
  const source = elements.source();
  if (source === null) throw integrationError('There is no payment Element to take the card from.');
  return source;
}

function leaveFor(
  returnUrl: string,
  intent: Params | undefined,
  clientSecret: string,
): Promise<never> {
  const url = new URL(returnUrl);
  const name = isSetupSecret(clientSecret) ? 'setup_intent' : 'payment_intent';
  url.searchParams.set(name, String(intent?.['id']));
  url.searchParams.set(`${name}_client_secret`, clientSecret);
  url.searchParams.set('redirect_status', 'succeeded');
  window.location.assign(url.href);
  return neverSettles();
}

/** The page is on its way elsewhere; its promise is left open, as Stripe.js leaves it. */
function neverSettles(): Promise<never> {
  return new Promise(() => undefined);
}

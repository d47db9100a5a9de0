import { Controller } from './controller.ts';
import { integrationError } from './element.ts';
import { SimulatedElements } from './elements.ts';
import type { ElementsOptions } from './elements.ts';
import { Payments } from './payments.ts';

/** The release train that `@stripe/stripe-js@10.2.1` expects; it warns about any other. */
const RELEASE_TRAIN = 'endive';

interface StripeOptions {
  readonly locale?: string;
  readonly [option: string]: unknown;
}

/** The origin this script came from, which is that of the API and of the frames. */
const origin = scriptOrigin();

/** One `Stripe(pk_test_…)`: the part of Stripe.js 10 that a card and wallet checkout uses. */
function createStripe(publishableKey: string, options: StripeOptions = {}): object {
  if (typeof publishableKey !== 'string' || !/^pk_test_\w+$/.test(publishableKey)) {
    throw integrationError(
      'The Stripe simulator takes publishable keys of test mode only (pk_test_…).',
    );
  }
  const locale = options.locale ?? 'auto';
  const controller = new Controller(origin, publishableKey);
  const payments = new Payments(controller, locale);
  return {
    elements: (elementsOptions: ElementsOptions = {}) =>
      new SimulatedElements(elementsOptions, {
        origin,
        publishableKey,
        defaultLocale: locale,
        refetch: async (clientSecret) => {
          const result = await controller.retrieve(clientSecret);
          return result.ok ? null : result.error;
        },
      }),
    createConfirmationToken: payments.createConfirmationToken.bind(payments),
    createPaymentMethod: payments.createPaymentMethod.bind(payments),
    confirmPayment: payments.confirmPayment.bind(payments),
    confirmCardPayment: payments.confirmCardPayment.bind(payments),
    handleNextAction: payments.handleNextAction.bind(payments),
    handleCardAction: (clientSecret: string) => payments.handleNextAction({ clientSecret }),
    confirmSetup: payments.confirmSetup.bind(payments),
    retrievePaymentIntent: payments.retrieveIntent.bind(payments),
    retrieveSetupIntent: payments.retrieveIntent.bind(payments),
    createToken: () =>
      Promise.resolve({
        error: {
          type: 'invalid_request_error',
          message: 'The Stripe simulator has no legacy tokens. Use createConfirmationToken().',
        },
      }),
    // Wrappers report their versions here for Stripe's telemetry, which the simulator does not keep.
    registerAppInfo: () => undefined,
    _registerWrapper: () => undefined,
  };
}

function scriptOrigin(): string {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || script.src === '') {
    throw new Error('stripe.js must be loaded by a script element with a src.');
  }
  return new URL(script.src).origin;
}

// A plain function, since it is called both as `Stripe(…)` and as `new Stripe(…)`.
function Stripe(publishableKey: string, options?: StripeOptions): object {
  return createStripe(publishableKey, options);
}
Stripe.version = RELEASE_TRAIN;

Object.assign(window, { Stripe });

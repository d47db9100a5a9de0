/**
 * What passes between the shopper's page and the frames on the simulator's origin. Nothing here can
 * carry a card number: frames send events about fields, validation errors, and API objects.
 */
export const CONNECT = 'stripe-simulator:connect';
export const CHALLENGE_DONE = 'stripe-simulator:challenge-done';

export const WALLET_DONE = 'stripe-simulator:wallet-done';

export type ElementType =
  | 'payment'
  | 'card'
  | 'cardNumber'
  | 'cardExpiry'
  | 'cardCvc'
  | 'expressCheckout';

/** The wallets that the express checkout knows; the others of Stripe's are never offered. */
export type WalletType = 'apple_pay' | 'google_pay';

/** An error in the shape of Stripe.js, from validation or from the API. */
export interface FrameError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly [key: string]: unknown;
}

/** The state of the fields, told after every change. */
export interface FieldChange {
  readonly empty: boolean;
  readonly complete: boolean;
  readonly brand: string;
  readonly error: { type: 'validation_error'; code: string; message: string } | undefined;
}

export interface Appearance {
  readonly theme?: string;
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly rules?: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;
  readonly labels?: string;
}

/** What a frame is told at the start, and again after updates. */
export interface FrameSettings {
  readonly publishableKey: string;
  readonly locale: string;
  /** Ties the frames of split card fields together. */
  readonly groupId: string;
  readonly appearance: Appearance;
  /** The element's own options (`style`, `placeholder`, `disabled`, `readOnly`). */
  readonly options: Readonly<Record<string, unknown>>;
}

export type ApiResult =
  | { readonly ok: true; readonly object: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: FrameError };

/** Calls a page may make of a frame. */
export interface FrameMethods {
  configure: (settings: FrameSettings) => void;
  focus: () => void;
  blur: () => void;
  clear: () => void;
  /** Shows what is wrong; answers the first error, or null. */
  validate: () => FrameError | null;
  /** Which wallets the express checkout shows a button for. */
  shownWallets: () => readonly WalletType[];
  createConfirmationToken: (params: Readonly<Record<string, unknown>>) => Promise<ApiResult>;
  createPaymentMethod: (params: Readonly<Record<string, unknown>>) => Promise<ApiResult>;
  /** The controller's calls; they hold ids and secrets of the page's own. */
  retrieveIntent: (params: ControllerParams) => Promise<ApiResult>;
  confirmIntent: (
    params: ControllerParams & { readonly body: Readonly<Record<string, unknown>> },
  ) => Promise<ApiResult>;
}

/** Whether a client secret is that of a SetupIntent. */
export function isSetupSecret(clientSecret: string): boolean {
  return clientSecret.startsWith('seti_');
}

export interface ControllerParams {
  readonly publishableKey: string;
  /** Of a PaymentIntent or a SetupIntent. */
  readonly clientSecret: string;
}

export interface FrameEvents {
  ready: null;
  change: FieldChange;
  focus: null;
  blur: null;
  escape: null;
  enter: null;
  resize: { readonly height: number };
  /** A wallet's button was pressed. */
  press: { readonly wallet: WalletType };
}

export type PortMessage =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly args: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  | { readonly kind: 'event'; readonly name: keyof FrameEvents; readonly payload: unknown };

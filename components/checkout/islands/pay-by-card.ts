import type { Stripe, StripeElements } from '@stripe/stripe-js';
import type { ExpressMethodId } from '#lib/domain/method-id.ts';
import type { CheckoutActions, PayByCardRefusal } from '../checkout-actions.ts';
import { fetchStatus } from './fetch-status.ts';
import { withTimeout } from './load-stripe.ts';

/** How a press of the button ended. */
export type CardPaymentResult =
  | { readonly kind: 'go'; readonly path: string }
  /** Nothing was sent. Null: the provider's fields say themselves what is missing. */
  | { readonly kind: 'incomplete'; readonly message: string | null }
  | { readonly kind: 'refused'; readonly reason: PayByCardRefusal; readonly waitMinutes?: number }
  /** Sent, and no answer came: money may have moved. */
  | { readonly kind: 'unknown' };

/** Past this the answer is taken as lost; the server bounds its own call to the provider below it. */
const ACTION_TIMEOUT_MS = 40_000;

const STATUS_INTERVAL_MS = 2_000;
/** A request that was cut off may still reach the server: "open" is believed only after this long. */
const SETTLE_MS = 10_000;

/**
 * Makes a confirmation token of what was typed, or of what a wallet's sheet let go of, and hands it to the
 * server. Up to the token nothing can have been charged; from then on anything but a clear answer is
 * `unknown`.
 */
export async function payByCard(task: {
  stripe: Stripe;
  elements: StripeElements;
  form: HTMLFormElement;
  method: 'card' | ExpressMethodId;
  /** Empty: none given. */
  email: string;
  action: CheckoutActions['payByCard'];
}): Promise<CardPaymentResult> {
  const checked = await task.elements.submit();
  if (checked.error !== undefined) return { kind: 'incomplete', message: null };
  const token = await task.stripe.createConfirmationToken({ elements: task.elements });
  if (token.error !== undefined) {
    return { kind: 'incomplete', message: token.error.message ?? null };
  }
  const fields = new FormData();
  for (const [name, value] of new FormData(task.form)) {
    if (/^(?:session|form_token|locale|field_\d)$/.test(name)) fields.set(name, value);
  }
  fields.set('method', task.method);
  fields.set('confirmation_token', token.confirmationToken.id);
  if (task.email !== '') fields.set('email', task.email);
  try {
    return await withTimeout(task.action(fields), ACTION_TIMEOUT_MS);
  } catch {
    return { kind: 'unknown' };
  }
}

/**
 * After an unknown result: asks until the server has spoken, then resolves. What the page shows next is
 * the server's word; until then no second payment is offered.
 */
export async function waitUntilKnown(statusUrl: string, signal: AbortSignal): Promise<void> {
  const startedMs = performance.now();
  while (!signal.aborted) {
    const status = await fetchStatus(statusUrl, signal);
    const settled = performance.now() - startedMs >= SETTLE_MS;
    if (status !== null && (status.session !== 'open' || settled)) return;
    await new Promise((resolve) => setTimeout(resolve, STATUS_INTERVAL_MS));
  }
}

import { createHash, randomBytes } from 'node:crypto';
import { toDecimalString } from '../core/amount.ts';
import { ApiError } from './api-error.ts';
import type { Behaviour } from './behaviour.ts';
import { encodeFpsPayload } from './fps-payload.ts';
import {
  METHODS,
  type Flow,
  type IntentStatus,
  type MethodType,
  type PaymentAttempt,
  type PaymentIntent,
} from './model.ts';
import { newBillNumber, newId } from './state.ts';

/** How long a QR code or a wallet link can be acted on where the method says no other, in milliseconds. */
const SESSION_MS = 10 * 60_000;

/** @throws ApiError `invalid_status_for_operation`. */
export function requireStatus(
  intent: PaymentIntent,
  allowed: readonly IntentStatus[],
  operation: string,
): void {
  if (allowed.includes(intent.status)) return;
  const message = `The PaymentIntent status ${intent.status} is invalid for operation ${operation}`;
  throw new ApiError(400, 'invalid_status_for_operation', message);
}

/** @throws ApiError `validation_error` when flow, currency or amount is none the method takes. */
export function requireMethodFits(intent: PaymentIntent, method: MethodType, flow: Flow): void {
  const rules = METHODS[method];
  if (!rules.flows.includes(flow)) {
    throw new ApiError(400, 'validation_error', `${method} has no flow ${flow}`, {
      source: `payment_method.${method}.flow`,
    });
  }
  if (!rules.currencies.includes(intent.currency)) {
    throw new ApiError(400, 'validation_error', `${method} does not take ${intent.currency}`, {
      source: 'currency',
    });
  }
  if (intent.amountMinor < rules.minMinor || intent.amountMinor > rules.maxMinor) {
    throw new ApiError(400, 'validation_error', `The amount is outside the limits of ${method}`, {
      source: 'amount',
    });
  }
  if (rules.stepMinor !== undefined && intent.amountMinor % rules.stepMinor !== 0) {
    throw new ApiError(400, 'validation_error', `The amount is no multiple that ${method} takes`, {
      source: 'amount',
    });
  }
}

/** An attempt that waits for the shopper. */
export function newAttempt(
  intent: PaymentIntent,
  method: MethodType,
  flow: Flow,
  at: number,
): PaymentAttempt {
  return {
    id: newId('att'),
    intentId: intent.id,
    method,
    flow,
    handle: method === 'fps' ? newBillNumber() : randomBytes(16).toString('base64url'),
    amountMinor: intent.amountMinor,
    createdAt: at,
    updatedAt: at,
    expiresAt: at + (METHODS[method].sessionMs ?? SESSION_MS),
    providerTransactionId: null,
    status: 'AUTHENTICATION_REDIRECTED',
    failureCode: null,
    capturedMinor: 0,
    refundedMinor: 0,
  };
}

/** The attempt that stands for a second payment of the same QR code. */
export function repeatAttempt(paid: PaymentAttempt, at: number): PaymentAttempt {
  return { ...paid, id: newId('att'), createdAt: at, capturedMinor: 0, refundedMinor: 0 };
}

/** What the app must show: a QR code, or a link to go to. */
export function nextAction(
  origin: string,
  intent: PaymentIntent,
  attempt: PaymentAttempt,
  { octopusOnDesktop }: Behaviour,
): Record<string, unknown> {
  if (attempt.method === 'fps') {
    const payload = encodeFpsPayload({
      amount: toDecimalString(attempt.amountMinor, intent.currency),
      // `requireMethodFits` let only the two FPS currencies through.
      currency: intent.currency === 'CNY' ? 'CNY' : 'HKD',
      billNumber: attempt.handle,
      expiresAt: new Date(attempt.expiresAt),
    });
    return { type: 'render_qrcode', method: 'GET', qrcode: payload, data: { qrcode: payload } };
  }
  const url = `${origin}/wallet/${attempt.handle}`;
  if (attempt.method === 'octopus') {
    return octopusAction(origin, intent, attempt, octopusOnDesktop);
  }
  if (attempt.method === 'wechatpay' && attempt.flow === 'qrcode') {
    const code = `weixin://wxpay/s/${attempt.handle}`;
    return { type: 'render_qrcode', method: 'GET', qrcode: code, qrcode_url: code };
  }
  if (attempt.flow === 'mobile_web') return { type: 'redirect', method: 'GET', url };
  // What the phone scans knows that it was scanned; `url` is the same page for this very device.
  const scanned = `${url}?scanned=1`;
  return {
    type: 'render_qrcode',
    method: 'GET',
    qrcode: scanned,
    qrcode_url: scanned,
    url,
    data: { qrcode: scanned },
  };
}

/**
 * On a phone a page of the provider's opens the Octopus app, by the link in `data`; on a desktop the app
 * scans a code, which is here, or on that page.
 * https://www.airwallex.com/docs/payments/payment-methods/apac/octopus
 */
function octopusAction(
  origin: string,
  intent: PaymentIntent,
  attempt: PaymentAttempt,
  onDesktop: Behaviour['octopusOnDesktop'],
): Record<string, unknown> {
  if (attempt.flow === 'qrcode' && onDesktop === 'code') {
    // Nobody comes back from the phone that scans it: the app's link without an address to return to.
    const code = `octopus://payment?${new URLSearchParams({ token: attempt.handle })}`;
    return { type: 'render_qrcode', method: 'GET', qrcode: code, qrcode_url: code };
  }
  const checksum = createHash('sha256').update(attempt.id).digest('hex').slice(0, 12);
  const url = `${origin}/pa/redirect/${attempt.handle}?checksum=${checksum}`;
  if (attempt.flow !== 'mobile_web') return { type: 'redirect', method: 'GET', url };
  const link = new URLSearchParams({ token: attempt.handle, return: intent.returnUrl ?? '' });
  return {
    type: 'redirect',
    method: 'GET',
    url,
    data: { scheme_url: `octopus://payment?${link}` },
  };
}

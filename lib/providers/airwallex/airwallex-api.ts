import { type Money, toMajorString } from '#lib/domain/money.ts';
import type { CaptureRequest, RefundRequest, StartPaymentRequest } from '#lib/domain/provider.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { ApiResult, HttpClient } from './http-client.ts';
import { type DisputeWire, disputeSchema } from './dispute-wire.ts';
import { requestId } from './request-id.ts';
import {
  type PaymentAttemptWire,
  type PaymentIntentWire,
  type RefundWire,
  paymentAttemptListSchema,
  paymentIntentListSchema,
  paymentIntentSchema,
  refundListSchema,
  refundSchema,
} from './wire.ts';

const INTENTS = '/api/v1/pa/payment_intents';
const ATTEMPTS = '/api/v1/pa/payment_attempts';
const REFUNDS = '/api/v1/pa/refunds';
const DISPUTES = '/api/v1/pa/payment_disputes';
const PAGE_SIZE = 100;
/** An intent with more attempts than this is not one of ours: each is confirmed once. */
const MAX_PAGES = 5;
/** Airwallex's bound on `descriptor`, in characters. */
const MAX_DESCRIPTOR = 32;

/** The calls we make of Airwallex: https://www.airwallex.com/docs/api/payments/payment_intents */
export interface AirwallexApi {
  create(request: StartPaymentRequest, signal: AbortSignal): Promise<ApiResult<PaymentIntentWire>>;
  confirm(
    id: string,
    request: StartPaymentRequest,
    signal: AbortSignal,
  ): Promise<ApiResult<PaymentIntentWire>>;
  retrieve(id: string, signal: AbortSignal): Promise<ApiResult<PaymentIntentWire>>;
  /** The attempt's intent by our reference; null when there is none. */
  findByAttempt(
    attemptId: string,
    signal: AbortSignal,
  ): Promise<ApiResult<PaymentIntentWire | null>>;
  cancel(
    intent: PaymentIntentWire,
    attemptKey: string,
    signal: AbortSignal,
  ): Promise<ApiResult<PaymentIntentWire>>;
  capture(
    id: string,
    request: Pick<CaptureRequest, 'amount' | 'idempotencyKey'>,
    signal: AbortSignal,
  ): Promise<ApiResult<PaymentIntentWire>>;
  listAttempts(
    intentId: string,
    signal: AbortSignal,
  ): Promise<ApiResult<readonly PaymentAttemptWire[]>>;
  createRefund(request: RefundRequest, signal: AbortSignal): Promise<ApiResult<RefundWire>>;
  retrieveRefund(id: string, signal: AbortSignal): Promise<ApiResult<RefundWire>>;
  retrieveDispute(id: string, signal: AbortSignal): Promise<ApiResult<DisputeWire>>;
  /** The refund by our request id; null when it is not among the intent's latest hundred. */
  findRefund(request: RefundRequest, signal: AbortSignal): Promise<ApiResult<RefundWire | null>>;
}

export function createAirwallexApi(http: HttpClient): AirwallexApi {
  const post = (
    path: string,
    body: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<ApiResult<PaymentIntentWire>> =>
    http.send({ method: 'POST', path, body, schema: paymentIntentSchema, signal });

  return {
    create: (request, signal) =>
      post(
        `${INTENTS}/create`,
        {
          request_id: requestId(request.idempotencyKey, 'create'),
          merchant_order_id: request.attemptId,
          amount: majorNumber(request.amount),
          currency: request.amount.currency,
          return_url: request.returnUrl,
          descriptor: [...request.description].slice(0, MAX_DESCRIPTOR).join(''),
          metadata: { praya_attempt: request.attemptId },
        },
        signal,
      ),

    confirm: (id, request, signal) =>
      post(
        `${INTENTS}/${encodeURIComponent(id)}/confirm`,
        {
          request_id: requestId(request.idempotencyKey, 'confirm'),
          payment_method: paymentMethod(request),
        },
        signal,
      ),

    retrieve: (id, signal) =>
      http.send({
        method: 'GET',
        path: `${INTENTS}/${encodeURIComponent(id)}`,
        schema: paymentIntentSchema,
        signal,
      }),

    async findByAttempt(attemptId, signal) {
      const query = new URLSearchParams({ merchant_order_id: attemptId });
      const listed = await http.send({
        method: 'GET',
        path: `${INTENTS}?${query}`,
        schema: paymentIntentListSchema,
        signal,
      });
      if (!listed.ok) return listed;
      // Checked again: were the filter ever ignored, someone else's payment would be taken for ours.
      const found = listed.value.items.find((item) => item.merchant_order_id === attemptId);
      return { ok: true, value: found ?? null };
    },

    // The request id names the status seen: a refusal that was remembered must not answer a later
    // cancel of the intent in another status.
    cancel: (intent, attemptKey, signal) =>
      post(
        `${INTENTS}/${encodeURIComponent(intent.id)}/cancel`,
        { request_id: requestId(attemptKey, `cancel:${intent.status}`) },
        signal,
      ),

    capture: (id, { amount, idempotencyKey }, signal) =>
      post(
        `${INTENTS}/${encodeURIComponent(id)}/capture`,
        { request_id: requestId(idempotencyKey, 'capture'), amount: majorNumber(amount) },
        signal,
      ),

    listAttempts: (intentId, signal) => listAttempts(http, intentId, signal),

    createRefund: (request, signal) =>
      http.send({
        method: 'POST',
        path: `${REFUNDS}/create`,
        body: {
          request_id: requestId(request.idempotencyKey, 'refund'),
          payment_intent_id: request.providerReference,
          amount: majorNumber(request.amount),
          reason: request.reason,
          metadata: { praya_attempt: request.attemptId, praya_refund: request.refundId },
        },
        schema: refundSchema,
        signal,
      }),

    retrieveRefund: (id, signal) =>
      http.send({
        method: 'GET',
        path: `${REFUNDS}/${encodeURIComponent(id)}`,
        schema: refundSchema,
        signal,
      }),

    retrieveDispute: (id, signal) =>
      http.send({
        method: 'GET',
        path: `${DISPUTES}/${encodeURIComponent(id)}`,
        schema: disputeSchema,
        signal,
      }),

    async findRefund(request, signal) {
      const query = new URLSearchParams({
        payment_intent_id: request.providerReference,
        page_size: String(PAGE_SIZE),
      });
      const listed = await http.send({
        method: 'GET',
        path: `${REFUNDS}?${query}`,
        schema: refundListSchema,
        signal,
      });
      if (!listed.ok) return listed;
      const id = requestId(request.idempotencyKey, 'refund');
      return { ok: true, value: listed.value.items.find((item) => item.request_id === id) ?? null };
    },
  };
}

/** Running out of pages is not the whole truth, so it is not given as such. */
async function listAttempts(
  http: HttpClient,
  intentId: string,
  signal: AbortSignal,
): Promise<ApiResult<readonly PaymentAttemptWire[]>> {
  const attempts: PaymentAttemptWire[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = new URLSearchParams({
      payment_intent_id: intentId,
      page_num: String(page),
      page_size: String(PAGE_SIZE),
    });
    const listed = await http.send({
      method: 'GET',
      path: `${ATTEMPTS}?${query}`,
      schema: paymentAttemptListSchema,
      signal,
    });
    if (!listed.ok) return listed;
    attempts.push(...listed.value.items);
    if (!listed.value.has_more) return { ok: true, value: attempts };
  }
  const detail = `more than ${MAX_PAGES * PAGE_SIZE} attempts`;
  return { ok: false, failure: { kind: 'unknown', cause: 'unreadable_answer', detail } };
}

/**
 * Major units as the JSON number the API takes. The decimal is exact and has at most 15 digits, so
 * the number prints back as the same decimal; nothing is computed with it.
 */
function majorNumber(amount: Money): number {
  return Number(toMajorString(amount));
}

function paymentMethod(request: StartPaymentRequest): Record<string, unknown> {
  const { device, method } = request;
  const flow = device.form === 'phone' ? 'mobile_web' : 'qrcode';
  // Where the page that opens the app differs by system.
  const os = device.form === 'phone' && device.os !== 'other' ? { os_type: device.os } : {};
  switch (method) {
    case 'fps':
      return { type: 'fps', fps: { flow: 'webqr' } };
    case 'alipayhk':
      return { type: 'alipayhk', alipayhk: { flow, ...os } };
    case 'octopus':
      return { type: 'octopus', octopus: { flow, ...os } };
    case 'payme':
      return { type: 'payme', payme: { flow } };
    case 'wechat_pay':
      return { type: 'wechatpay', wechatpay: { flow } };
    case 'card':
    case 'alipay':
    case 'apple_pay':
    case 'google_pay':
      throw new Error(`Airwallex does not serve ${method} here.`);
    default:
      return unreachable(method);
  }
}

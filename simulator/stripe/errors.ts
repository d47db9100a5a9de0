import type Stripe from 'stripe';

export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

/** The `error` member of Stripe's error body; see https://docs.stripe.com/api/errors. */
export interface ErrorBody {
  readonly type: ErrorType;
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
  readonly decline_code?: string;
  readonly advice_code?: string;
  readonly charge?: string;
  readonly doc_url?: string;
  readonly payment_intent?: Stripe.PaymentIntent;
  readonly setup_intent?: Stripe.SetupIntent;
  readonly payment_method?: Stripe.PaymentMethod;
  readonly payment_method_type?: string;
}

/** A refusal as Stripe answers it. Thrown by operations, turned into a response in one place. */
export class StripeError extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  /**
   * Whether the endpoint had begun to execute. Stripe's idempotency layer keeps only the results of
   * requests that had (https://docs.stripe.com/idempotency).
   */
  readonly executed: boolean;

  constructor(status: number, body: ErrorBody, executed = true) {
    super(body.message);
    this.name = 'StripeError';
    this.status = status;
    this.executed = executed;
    this.body =
      body.code === undefined
        ? body
        : {
            doc_url: `https://stripe.com/docs/error-codes/${body.code.replaceAll('_', '-')}`,
            ...body,
          };
  }
}

/** 400: a parameter is wrong; nothing was executed. */
export function invalidParam(message: string, param?: string, code?: string): StripeError {
  return new StripeError(
    400,
    {
      type: 'invalid_request_error',
      message,
      ...(param === undefined ? {} : { param }),
      ...(code === undefined ? {} : { code }),
    },
    false,
  );
}

/** 404: `No such payment_intent: 'pi_…'`. `noun` is the object's name in Stripe's message. */
export function resourceMissing(noun: string, id: string, param = 'id'): StripeError {
  return new StripeError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
  });
}

/** 400: the PaymentIntent's status does not allow the operation. */
export function unexpectedState(message: string, intent: Stripe.PaymentIntent): StripeError {
  return new StripeError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message,
    payment_intent: structuredClone(intent),
  });
}

/** 401: no key, a malformed key, or a key of live mode. */
export function invalidKey(message: string, code?: string): StripeError {
  return new StripeError(
    401,
    { type: 'invalid_request_error', message, ...(code === undefined ? {} : { code }) },
    false,
  );
}

/** 403: a restricted key that was not made for this call. */
export function permissionMissing(shownKey: string): StripeError {
  return new StripeError(
    403,
    {
      type: 'invalid_request_error',
      message: `The provided key '${shownKey}' does not have the required permissions for this endpoint.`,
    },
    false,
  );
}

/** 5xx as Stripe words it. */
export function apiError(status: number): StripeError {
  return new StripeError(status, {
    type: 'api_error',
    message:
      'An unknown error occurred. If this problem persists, please contact us at https://support.stripe.com/.',
  });
}

/** Stripe's error types that Praya answers with. https://docs.stripe.com/api/errors */
export type ApiErrorType =
  | 'api_error'
  | 'authentication_error'
  | 'card_error'
  | 'idempotency_error'
  | 'invalid_request_error'
  | 'rate_limit_error';

interface ApiErrorDetails {
  readonly status: number;
  readonly type: ApiErrorType;
  readonly message: string;
  readonly code?: string;
  /** The parameter at fault, in Stripe's bracket notation: `line_items[0][quantity]`. */
  readonly param?: string;
  /** Whether the SDKs should send the very same request again by themselves. */
  readonly retry?: boolean;
  /** What an error of this type says besides, e.g. the payment intent of a declined charge. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** An answer that says no, in Stripe's shape. Thrown anywhere in a call, turned to JSON at its end. */
export class ApiError extends Error {
  readonly details: ApiErrorDetails;

  constructor(details: ApiErrorDetails) {
    super(details.message);
    this.name = 'ApiError';
    this.details = details;
  }
}

/** A request that cannot be carried out as it is written: 400. */
export function invalidRequest(
  message: string,
  details: { param?: string; code?: string } = {},
): ApiError {
  return new ApiError({ status: 400, type: 'invalid_request_error', message, ...details });
}

/** One 401 for every key that was never good, so that trying keys tells nothing. */
export function notAuthenticated(message: string, details: { code?: string } = {}): ApiError {
  return new ApiError({ status: 401, type: 'authentication_error', message, ...details });
}

/** No such object, or not this merchant's, or not in this mode: the same answer for all three. */
export function noSuchObject(noun: string, id: string, param: string): ApiError {
  return new ApiError({
    status: 404,
    type: 'invalid_request_error',
    code: 'resource_missing',
    param,
    message: `No such ${noun}: '${id}'`,
  });
}

/**
 * The error object as it goes over the wire: what is absent is left out. `logUrl`: where its caller's people read of
 * the call; null: nowhere.
 */
export function errorBody(details: ApiErrorDetails, logUrl: string | null): object {
  const { type, code, message, param, more } = details;
  return {
    error: {
      ...(code === undefined ? {} : { code }),
      message,
      ...(param === undefined ? {} : { param }),
      ...(logUrl === null ? {} : { request_log_url: logUrl }),
      ...more,
      type,
    },
  };
}

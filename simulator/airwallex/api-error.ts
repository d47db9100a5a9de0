/** An error in the API's own shape. */
export class ApiError extends Error {
  readonly status: 400 | 401 | 404;
  readonly code: string;
  /** The field at fault. */
  readonly source: string | undefined;
  readonly details: unknown;

  constructor(
    status: 400 | 401 | 404,
    code: string,
    message: string,
    more: { source?: string; details?: unknown } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.source = more.source;
    this.details = more.details;
  }

  toResponse(): Response {
    const { code, message, source, details } = this;
    return Response.json({ code, message, source, details }, { status: this.status });
  }
}

/** The body of a 5xx, by status. */
export function serverErrorResponse(status: number): Response {
  const code = status === 429 ? 'too_many_requests' : 'service_unavailable';
  return Response.json(
    { code, message: 'The simulator was told to fail this request.' },
    { status },
  );
}

import type { ApiResult, FrameError } from './protocol.ts';

/** Calls the API of the frame's own origin with the publishable key. Network trouble is an error too. */
export async function callApi(
  publishableKey: string,
  method: 'GET' | 'POST',
  path: string,
  params: Readonly<Record<string, unknown>>,
): Promise<ApiResult> {
  const form = new URLSearchParams();
  appendParams(form, '', params);
  try {
    const response = await fetch(method === 'GET' ? `${path}?${form.toString()}` : path, {
      method,
      headers: {
        Authorization: `Bearer ${publishableKey}`,
        ...(method === 'POST' ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(method === 'POST' ? { body: form.toString() } : {}),
    });
    const body: unknown = await response.json();
    if (response.ok && isRecord(body)) return { ok: true, object: body };
    return { ok: false, error: errorOf(body) };
  } catch {
    return {
      ok: false,
      error: {
        type: 'api_connection_error',
        message:
          'We are experiencing issues connecting to our payments provider. Please check your internet connection and try again.',
      },
    };
  }
}

/** Stripe's bracketed form: `a[b][0]=…`. Undefined and null are left out. */
function appendParams(form: URLSearchParams, prefix: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (isRecord(value)) {
    for (const [key, inner] of Object.entries(value)) {
      appendParams(form, prefix === '' ? key : `${prefix}[${key}]`, inner);
    }
  } else if (prefix !== '') {
    form.append(prefix, String(value));
  }
}

function errorOf(body: unknown): FrameError {
  const error = isRecord(body) ? body['error'] : undefined;
  if (isRecord(error) && typeof error['type'] === 'string') {
    return { ...error, type: error['type'], message: String(error['message'] ?? '') };
  }
  return { type: 'api_error', message: 'An unexpected error occurred.' };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

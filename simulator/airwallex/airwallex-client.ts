import { z } from 'zod';

const attemptSchema = z.object({
  id: z.string(),
  status: z.string(),
  failure_code: z.string().optional(),
  captured_amount: z.number(),
});

export const intentSchema = z.object({
  id: z.string(),
  status: z.string(),
  amount: z.number(),
  captured_amount: z.number(),
  currency: z.string(),
  merchant_order_id: z.string(),
  next_action: z
    .object({
      type: z.string(),
      method: z.string(),
      qrcode: z.string().optional(),
      url: z.string().optional(),
      data: z.object({ scheme_url: z.string().optional() }).optional(),
    })
    .optional(),
  latest_payment_attempt: attemptSchema.optional(),
});
export type IntentAnswer = z.infer<typeof intentSchema>;

export const attemptsSchema = z.object({ items: z.array(attemptSchema), has_more: z.boolean() });

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Speaks to the simulated API over HTTP, for its tests. */
export interface AirwallexClient {
  call(method: 'GET' | 'POST', path: string, body?: unknown, signal?: AbortSignal): Promise<Reply>;
  create(fields?: Record<string, unknown>): Promise<IntentAnswer>;
  retrieve(id: string): Promise<IntentAnswer>;
  confirm(id: string, method: string, flow: string, requestId?: string): Promise<IntentAnswer>;
}

export async function login(
  origin: string,
  clientId = 'shop',
  apiKey = 'key',
): Promise<AirwallexClient> {
  const response = await fetch(`${origin}/api/v1/authentication/login`, {
    method: 'POST',
    headers: { 'x-client-id': clientId, 'x-api-key': apiKey },
  });
  const { token } = z.object({ token: z.string() }).parse(await response.json());

  async function call(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<Reply> {
    const answer = await fetch(`${origin}/api/v1/pa${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    return { status: answer.status, body: await answer.json() };
  }

  return {
    call,
    async create(fields = {}) {
      const body = {
        request_id: crypto.randomUUID(),
        merchant_order_id: 'order-1',
        amount: 128.5,
        currency: 'HKD',
        return_url: 'http://localhost:9/back',
        ...fields,
      };
      return intentSchema.parse((await call('POST', '/payment_intents/create', body)).body);
    },
    retrieve: async (id) => intentSchema.parse((await call('GET', `/payment_intents/${id}`)).body),
    async confirm(id, method, flow, requestId = crypto.randomUUID()) {
      const body = { request_id: requestId, payment_method: { type: method, [method]: { flow } } };
      return intentSchema.parse((await call('POST', `/payment_intents/${id}/confirm`, body)).body);
    },
  };
}

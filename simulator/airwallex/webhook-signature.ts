import { createHmac } from 'node:crypto';

/** The `x-timestamp` (ms) and `x-signature` (hex HMAC-SHA256 of timestamp + raw body) headers. */
export function signWebhook(
  body: string,
  secret: string,
  at: Date,
): Readonly<Record<string, string>> {
  const timestamp = String(at.getTime());
  const signature = createHmac('sha256', secret).update(`${timestamp}${body}`).digest('hex');
  return { 'x-timestamp': timestamp, 'x-signature': signature };
}

import { createHmac } from 'node:crypto';
import { randomBase62 } from './ids.ts';

/**
 * A signing secret that both schemes accept: 44 characters that are also the base64 of 33 random
 * bytes. Letters and digits only, so that it survives shells and config files.
 */
export function newWebhookSecret(): string {
  return `whsec_${randomBase62(44)}`;
}

/**
 * The headers that prove where a delivery comes from, made anew at each try. `Stripe-Signature` is
 * what the SDKs' `constructEvent` checks (HMAC-SHA256 over `t.body` with the secret as text); the
 * others are Standard Webhooks (over `id.t.body` with the secret's bytes). While a secret rolls, both
 * carry a signature by each of `secrets`, and a receiver is content with the one it knows.
 * https://docs.stripe.com/webhooks#verify-manually https://www.standardwebhooks.com
 */
export function signatureHeaders(input: {
  secrets: readonly string[];
  eventId: string;
  body: string;
  at: Date;
}): Record<string, string> {
  const { secrets, eventId, body } = input;
  const time = Math.floor(input.at.getTime() / 1000);
  const stripe = secrets.map((secret) => `v1=${hmac(secret, `${time}.${body}`).digest('hex')}`);
  const standard = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${hmac(key, `${eventId}.${time}.${body}`).digest('base64')}`;
  });
  return {
    'Stripe-Signature': [`t=${time}`, ...stripe].join(','),
    'webhook-id': eventId,
    'webhook-timestamp': String(time),
    'webhook-signature': standard.join(' '),
  };
}

function hmac(key: string | Buffer, text: string) {
  return createHmac('sha256', key).update(text);
}

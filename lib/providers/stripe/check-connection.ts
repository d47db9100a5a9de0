import Stripe from 'stripe';
import { z } from 'zod';
import type { ConnectionCheck } from '#lib/domain/connection-check.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { call } from './api-call.ts';

/** Whatever payments the account has: they may be another system's. */
const listSchema = z.object({ data: z.array(z.unknown()) });

/**
 * Reads one PaymentIntent of the account, or none: the least that every payment needs of a key. A restricted key
 * that may not is answered with 403, one that Stripe does not know with 401:
 * https://docs.stripe.com/api/errors
 */
export async function checkStripeConnection(stripe: Stripe): Promise<ConnectionCheck> {
  let answeredAt: Date | null = null;
  let isForbidden = false;
  const listed = await call(listSchema, async () => {
    try {
      const list = await stripe.paymentIntents.list({ limit: 1 });
      // By `fetch` the SDK has the browser's kind of headers, whatever its types say.
      answeredAt = dateIn(new Headers(list.lastResponse.headers).get('date'));
      return list;
    } catch (error) {
      isForbidden = error instanceof Stripe.errors.StripePermissionError;
      throw error;
    }
  });
  if (listed.ok) return { kind: 'works', answeredAt };
  const { failure } = listed;
  switch (failure.kind) {
    case 'unauthorized':
      return { kind: isForbidden ? 'no_permission' : 'wrong_key' };
    case 'unknown':
      return {
        kind:
          failure.cause === 'timeout' || failure.cause === 'network' ? 'unreachable' : 'odd_answer',
      };
    case 'refused':
    case 'card':
      return { kind: 'odd_answer' };
    default:
      return unreachable(failure);
  }
}

function dateIn(header: string | null): Date | null {
  const date = new Date(header ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}

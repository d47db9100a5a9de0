import { z } from 'zod';
import type { ConnectionCheck } from '#lib/domain/connection-check.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { createHttpClient } from './http-client.ts';
import type { AirwallexCredentials } from './credentials.ts';

/** Whatever payments the account has: they may be another system's. */
const listSchema = z.object({ items: z.array(z.unknown()) });

/**
 * Logs in and reads one payment intent of the account, or none: the least that every payment needs of a key.
 * https://www.airwallex.com/docs/api/payments/payment_intents/list
 *
 * Demo and live accounts live on two hosts, and either says of the other's key only that it is wrong: so
 * `otherOrigin`, where there is one, is asked whether it knows it.
 */
export async function checkAirwallexConnection(
  credentials: AirwallexCredentials,
  where: { readonly origin: string; readonly otherOrigin: string | null },
  signal: AbortSignal,
): Promise<ConnectionCheck> {
  const check = await ask(credentials, where.origin, signal);
  if (check.kind !== 'wrong_key' || where.otherOrigin === null) return check;
  const other = await ask(credentials, where.otherOrigin, signal);
  const isKnownThere = other.kind === 'works' || other.kind === 'no_permission';
  return isKnownThere ? { kind: 'other_mode' } : check;
}

async function ask(
  credentials: AirwallexCredentials,
  origin: string,
  signal: AbortSignal,
): Promise<ConnectionCheck> {
  // A client of its own: a token that was given before the key was taken away would still be taken.
  const listed = await createHttpClient(origin, credentials).send({
    method: 'GET',
    path: '/api/v1/pa/payment_intents?page_num=0&page_size=1',
    schema: listSchema,
    signal,
  });
  if (listed.ok) return { kind: 'works', answeredAt: listed.date };
  const { failure } = listed;
  switch (failure.kind) {
    case 'unauthorized':
      return { kind: failure.forbidden === true ? 'no_permission' : 'wrong_key' };
    case 'unknown':
      return {
        kind:
          failure.cause === 'timeout' || failure.cause === 'network' ? 'unreachable' : 'odd_answer',
      };
    case 'refused':
      return { kind: 'odd_answer' };
    default:
      return unreachable(failure);
  }
}

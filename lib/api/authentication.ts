import { type Caller, authenticateApiKey } from '#lib/operations/authenticate-api-key.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { LIVE_ON_PGLITE_REFUSED } from '#lib/operations/live-on-pglite.ts';
import { ApiError, notAuthenticated } from './api-error.ts';

const MAX_HEADER_LENGTH = 500;

/**
 * Who calls, by `Authorization: Bearer <key>` or by Basic with the key as the user name (as curl's
 * `-u key:` sends it). Throws ApiError 401. No message repeats the key, and nothing here logs it.
 */
export async function authenticate(
  context: AppContext,
  authorization: string | null,
): Promise<Caller> {
  const key = readKey(authorization);
  refuseForeignKey(key);
  const caller = await authenticateApiKey(context, key);
  if (caller === 'invalid') throw notAuthenticated('Invalid API key provided.');
  if (caller === 'expired') {
    throw notAuthenticated(
      'This API key has expired. Use the key that it was replaced by, or have a new one made.',
      { code: 'api_key_expired' },
    );
  }
  if (caller === 'live_refused') {
    throw new ApiError({
      status: 403,
      type: 'invalid_request_error',
      message: LIVE_ON_PGLITE_REFUSED,
    });
  }
  return caller;
}

function readKey(header: string | null): string {
  const match = /^(bearer|basic) +(\S+) *$/i.exec((header ?? '').slice(0, MAX_HEADER_LENGTH));
  const credentials = match?.[2];
  if (credentials === undefined) {
    throw notAuthenticated(
      'No API key provided. Send it as "Authorization: Bearer praya_sk_…", or as the user name of ' +
        'HTTP Basic.',
    );
  }
  if (match?.[1]?.toLowerCase() === 'bearer') return credentials;
  return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? '';
}

/** Keys that cannot be ours are named for what they are: their owner has to act. */
function refuseForeignKey(key: string): void {
  if (/^(?:praya_)?pk_/.test(key)) {
    throw notAuthenticated(
      'This is a publishable key. Use a secret or restricted key: praya_sk_… or praya_rk_….',
    );
  }
  if (/^(?:sk|rk)_/.test(key)) {
    throw notAuthenticated(
      'This looks like a Stripe key. Praya has keys of its own (praya_sk_…, praya_rk_…). ' +
        'The key was neither stored nor logged here, but it left your server: replace it at Stripe.',
    );
  }
}

import { invalidKey, permissionMissing } from './errors.ts';
import type { StripeError } from './errors.ts';

const TEST_KEY = /^(sk|rk|pk)_test_([A-Za-z0-9_]{1,200})$/;

/** Keys that are well formed and that nobody was given: every other one makes its account. */
const UNKNOWN_KEY = /_test_unknown/;
/** Restricted keys that may do nothing. */
const POWERLESS_KEY = /^rk_test_powerless/;

export interface Credentials {
  /** `sk_test_X` and `pk_test_X` belong to the same account, X. */
  readonly keySuffix: string;
  readonly publishable: boolean;
}

/** Reads `Authorization: Bearer <key>` or `Basic base64(<key>:)`. Throws Stripe's 401. */
export function authenticate(header: string | undefined): Credentials {
  const key = keyOf(header);
  if (key === null) {
    throw invalidKey(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
    );
  }
  const match = TEST_KEY.exec(key);
  if (match === null || UNKNOWN_KEY.test(key)) throw refused(key);
  if (POWERLESS_KEY.test(key)) throw permissionMissing(hidden(key));
  return { keySuffix: match[2] ?? '', publishable: match[1] === 'pk' };
}

function keyOf(header: string | undefined): string | null {
  const [scheme, value] = (header ?? '').trim().split(/\s+/, 2);
  if (value === undefined || value === '') return null;
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() !== 'basic') return null;
  const user = Buffer.from(value, 'base64').toString().split(':')[0] ?? '';
  return user === '' ? null : user;
}

/** The key is shown as Stripe shows it: its ends only. */
function refused(key: string): StripeError {
  return invalidKey(`Invalid API Key provided: ${hidden(key)}`);
}

function hidden(key: string): string {
  const head = /^[a-z]{2}_(?:live|test)_/.exec(key)?.[0] ?? '';
  const tail = key.length > head.length + 4 ? key.slice(-4) : '';
  const stars = '*'.repeat(Math.min(24, Math.max(3, key.length - head.length - tail.length)));
  return `${head}${stars}${tail}`;
}

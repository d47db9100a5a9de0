import { createHash } from 'node:crypto';
import type { OperatorSessionRow } from '#lib/db/stores/operator-session-store.ts';
import type { Membership, OperatorRow } from '#lib/db/stores/operator-store.ts';
import type { AppContext } from '../context.ts';

/** What is known of where a request came from. */
export interface OperatorRequest {
  /** The client's `addressGroup`; null: the server did not say. */
  readonly address: string | null;
  /** As a person calls it: `browserName`. */
  readonly browser: string | null;
}

/** Who asks, in an open session. */
export interface SignedIn {
  readonly operator: OperatorRow;
  readonly session: OperatorSessionRow;
  readonly memberships: readonly Membership[];
}

/** What is kept of an address: a keyed hash, so that none can be read from the database. */
export function addressKey(context: AppContext, { address }: OperatorRequest): string | null {
  return address === null ? null : context.secrets.sign(`operator-address:${address}`);
}

/** What is kept of a token: its SHA-256 in hex. Random bits need no slow hash. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

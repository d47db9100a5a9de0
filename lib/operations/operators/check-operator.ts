import type { Membership } from '#lib/db/stores/operator-store.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { FRESH_MS, type OperatorAction, mayDo, needsFresh } from '#lib/domain/operator-role.ts';
import type { AppContext } from '../context.ts';
import type { SignedIn } from './operator-request.ts';
import { findSignedIn } from './operator-session.ts';

/** An operator who may do what was asked, at the merchant it was asked for. */
export interface AllowedOperator extends SignedIn {
  readonly membership: Membership;
  /** They have proved who they are in the last five minutes. */
  readonly isFresh: boolean;
}

export type OperatorVerdict =
  | { readonly kind: 'allowed'; readonly allowed: AllowedOperator }
  /** Nobody is signed in, or no longer. */
  | { readonly kind: 'sign_in' }
  /** The code is still to come. */
  | { readonly kind: 'second_factor' }
  /** There is no such merchant for this operator, whether there is one or not. */
  | { readonly kind: 'not_found' }
  /** It is not for this operator's role. */
  | { readonly kind: 'not_allowed'; readonly allowed: AllowedOperator }
  /** They have to prove who they are first. */
  | { readonly kind: 'confirm' };

/** The gate of every page, handler and action of the dashboard: who asks, of which merchant, to do what. */
export async function checkOperator(
  context: AppContext,
  asked: { token: string | null; merchantId: MerchantId; action: OperatorAction },
): Promise<OperatorVerdict> {
  const signedIn = await findSignedIn(context, asked.token);
  if (signedIn === null) return { kind: 'sign_in' };
  if (signedIn.session.stage === 'second_factor') return { kind: 'second_factor' };
  const membership = signedIn.memberships.find(({ merchantId }) => merchantId === asked.merchantId);
  if (membership === undefined) return { kind: 'not_found' };
  const isFresh = isFreshAt(signedIn, context.clock.now());
  const allowed = { ...signedIn, membership, isFresh };
  if (!mayDo(membership.role, asked.action)) return { kind: 'not_allowed', allowed };
  if (needsFresh(asked.action) && !isFresh) return { kind: 'confirm' };
  return { kind: 'allowed', allowed };
}

function isFreshAt({ session }: SignedIn, now: Date): boolean {
  return now.getTime() - session.authenticatedAt.getTime() < FRESH_MS;
}

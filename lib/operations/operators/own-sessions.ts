import {
  type OperatorSessionRow,
  listOpenSessions,
  revokeOperatorSession,
} from '#lib/db/stores/operator-session-store.ts';
import type { OperatorSessionId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import type { OperatorRequest, SignedIn } from './operator-request.ts';
import { IDLE_MS } from './operator-session.ts';
import { writeOwnAudit } from './write-audit.ts';

/** More than anybody has open. */
const MAX_LISTED = 50;

/** An operator's open sessions, this one among them, the one used last first. */
export function listOwnSessions(
  context: AppContext,
  { operator }: SignedIn,
): Promise<readonly OperatorSessionRow[]> {
  const now = context.clock.now();
  const seenSince = new Date(now.getTime() - IDLE_MS);
  return listOpenSessions(context.database.db, operator.id, { now, seenSince, limit: MAX_LISTED });
}

/** Ends one of the operator's sessions; what is over, or nobody's of theirs, stays as it is. */
export async function revokeOwnSession(
  context: AppContext,
  asking: SignedIn,
  input: { id: OperatorSessionId; request: OperatorRequest },
): Promise<'revoked' | 'not_found'> {
  const { operator, session } = asking;
  return context.database.db.transaction(async (tx) => {
    const now = context.clock.now();
    const ended = await revokeOperatorSession(tx, { id: input.id, operatorId: operator.id, now });
    if (ended === null) return 'not_found';
    await writeOwnAudit(context, tx, {
      doer: { operator, session, request: input.request },
      action: ended.id === session.id ? 'operator.signed_out' : 'operator.session_revoked',
      ...(ended.id === session.id ? {} : { subject: ended.browser ?? ended.id }),
    });
    return 'revoked';
  });
}

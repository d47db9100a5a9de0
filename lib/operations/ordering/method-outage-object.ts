import type { OutageRow } from '#lib/db/stores/ordering-store.ts';
import { unixSeconds } from '../unix-seconds.ts';

/** A method that is, or was, out of order, as the API and its events tell of it: Praya's own object. */
export function methodOutageObject(outage: OutageRow) {
  const { scope, evidence } = outage;
  return {
    id: outage.id,
    object: 'method_outage' as const,
    action: outage.action,
    created: unixSeconds(outage.raisedAt),
    ended_at: outage.endedAt === null ? null : unixSeconds(outage.endedAt),
    ended_by: outage.endedBy,
    // What a detector's alarm went by; a merchant's word needs none.
    evidence:
      evidence === null
        ? null
        : {
            failed: evidence.failed,
            log_likelihood_ratio: Math.round(evidence.llr * 100) / 100,
            paid: evidence.paid,
            undecided: evidence.open,
          },
    livemode: outage.livemode,
    method: outage.method,
    public_reason: outage.publicReason,
    raised_by: outage.raisedBy,
    scope: {
      in_app: scope.kind === 'in_app' ? scope.inApp : null,
      region: scope.kind === 'region' ? scope.region : null,
      type: scope.kind,
    },
    since: unixSeconds(outage.since),
    status: outage.endedAt === null ? ('open' as const) : ('ended' as const),
  };
}

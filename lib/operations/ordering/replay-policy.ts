import type { Db } from '#lib/db/client.ts';
import { listChanges } from '#lib/db/stores/learning-store.ts';
import type { OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { findOrderingConfig } from '#lib/db/stores/ordering-config-store.ts';
import { type LoggedExposure, listExposuresAfter } from '#lib/db/stores/replay-store.ts';
import type { OrderingPolicy } from '#lib/ordering/ordering-policy.ts';
import { type LoggedSession, type ReplayResult, createReplay } from '#lib/ordering/replay-log.ts';
import { type AttemptHistory, sessionRecords } from '#lib/ordering/session-records.ts';
import { attemptHistories, sessionHistory } from './session-histories.ts';

const PAGE = 500;

export interface ReplayRequest {
  readonly owner: OrderingOwner;
  readonly policy: OrderingPolicy;
  /** Sessions shown from here on are judged; those before teach. */
  readonly from: Date;
  readonly to: Date;
  /** Younger sessions may be paid yet: they are not judged, however they stand. */
  readonly settleMs: number;
  readonly now: Date;
}

export interface PolicyReplay extends ReplayResult {
  /** In the time asked about, and too young. */
  readonly unsettled: number;
  /** Before the time asked about: learned from, to begin with what was known. */
  readonly taughtBefore: number;
}

/**
 * Estimates what share of sessions another policy would have had paid, by what was shown and what came of it.
 * Reads a page of sessions at a time and changes nothing.
 */
export async function replayPolicy(db: Db, request: ReplayRequest): Promise<PolicyReplay> {
  const { owner, policy, from, to, now } = request;
  const config = await findOrderingConfig(db, owner);
  const replay = createReplay({
    policy,
    feeShares: config?.feeShares ?? {},
    maxDisplacement: config?.rules.maxDisplacement ?? null,
  });
  const settledBefore = new Date(now.getTime() - request.settleMs);
  let unsettled = 0;
  let taughtBefore = 0;
  let after: LoggedExposure | null = null;
  for (;;) {
    const page: readonly LoggedExposure[] = await listExposuresAfter(db, {
      owner,
      after,
      before: to,
      limit: PAGE,
    });
    const histories = attemptHistories(
      await listChanges(
        db,
        page.map(({ sessionId }) => sessionId),
      ),
    );
    for (const exposure of page) {
      const isAsked = exposure.at >= from;
      const isSettled = exposure.at < settledBefore;
      if (!isAsked) taughtBefore += 1;
      else if (!isSettled) unsettled += 1;
      const history = histories.get(exposure.sessionId) ?? [];
      replay.show(loggedSession(exposure, history, { now, judged: isAsked && isSettled }));
    }
    after = page.at(-1) ?? null;
    if (page.length < PAGE) return { ...replay.result(), unsettled, taughtBefore };
  }
}

function loggedSession(
  exposure: LoggedExposure,
  attempts: readonly AttemptHistory[],
  at: { readonly now: Date; readonly judged: boolean },
): LoggedSession {
  const { decision, layout, source, counts, completedAt } = exposure;
  return {
    decision,
    layout,
    drawn: source === 'policy',
    counts,
    records: sessionRecords(
      { atMs: exposure.at.getTime() },
      sessionHistory(exposure, attempts),
      at.now.getTime(),
    ),
    paid: completedAt !== null,
    judged: at.judged,
  };
}

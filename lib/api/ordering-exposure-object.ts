import { explainMethods } from '#lib/operations/ordering/explain-methods.ts';
import type { OwnExposure } from '#lib/operations/ordering/own-exposures.ts';
import { unixSeconds } from '#lib/operations/unix-seconds.ts';
import { explainedMethodObject } from './explained-method-object.ts';
import { decisionFields } from './ordering-decision-fields.ts';

/** One exposure with why each method stood where it did. */
export function explainedExposureObject(shown: OwnExposure) {
  return {
    ...orderingExposureObject(shown),
    methods: explainMethods(shown.exposure.decision).map(explainedMethodObject),
  };
}

/**
 * What a session was shown, by the record alone, and what has come of it; its id is the session's. As it is
 * listed: to put a hundred of them into words would keep every other call waiting.
 */
export function orderingExposureObject({ exposure, session, tries }: OwnExposure) {
  const { decision } = exposure;
  const { completedAt } = session;
  const [first] = tries;
  return {
    id: exposure.sessionId,
    object: 'ordering_exposure' as const,
    amount: Number(session.amountTotal), // eight digits at most
    arm: exposure.arm,
    attempts: tries.map((one) => ({
      id: one.id,
      created: unixSeconds(one.createdAt),
      failure_code: one.failureCode,
      method: one.method,
      result: one.result,
    })),
    counts: exposure.counts,
    created: unixSeconds(exposure.at),
    currency: session.currency.toLowerCase(),
    ...decisionFields(decision),
    exclusion: exposure.exclusion,
    experiment: exposure.experimentId,
    explored: decision.explored,
    first_choice: first?.method ?? null,
    first_result: first?.result ?? null,
    layout: exposure.layout,
    left_out: exposure.leftOut,
    livemode: exposure.livemode,
    locale: exposure.locale,
    orders_differ: exposure.ordersDiffer,
    paid: completedAt !== null,
    paid_at: completedAt === null ? null : unixSeconds(completedAt),
    returning: exposure.returning,
    source: exposure.source,
  };
}

import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import type { AppContext } from '../context.ts';
import type { AllowedOperator } from '../operators/check-operator.ts';
import type { OperatorRequest } from '../operators/operator-request.ts';
import { type Deed, writeAudit } from '../operators/write-audit.ts';

/** Where an operator changes something of a shop, in one of its modes. */
export interface Desk {
  readonly context: AppContext;
  readonly asking: Pick<AllowedOperator, 'operator' | 'session' | 'membership'>;
  readonly livemode: boolean;
  readonly request: OperatorRequest;
}

export function ownerAt({ asking, livemode }: Desk): Owner {
  return { merchantId: asking.membership.merchantId, livemode };
}

/** Writes the audit log as the last statement of the transaction that did it. */
export function writeDeed(desk: Desk, tx: Db, deed: Deed): Promise<void> {
  const { asking, context, request, livemode } = desk;
  const { operator, session, membership } = asking;
  const after = { ...deed.after, mode: livemode ? 'live' : 'test' };
  return writeAudit(context, tx, {
    ...deed,
    after,
    membership,
    doer: { operator, session, request },
  });
}

/** Somebody changed it since the form was drawn: nothing was done. */
export const STALE = { kind: 'stale' } as const;
/** There is no such thing of this shop in this mode. */
export const UNKNOWN = { kind: 'unknown' } as const;

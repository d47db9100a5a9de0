import type { Db } from '#lib/db/client.ts';
import type { AppContext } from '../context.ts';
import { type Acting, auditOf } from '../operators/acting.ts';
import { type Deed, writeAudit } from '../operators/write-audit.ts';

/** Where an operator changes something of a shop, in one of its modes. */
export interface Desk extends Acting {
  readonly context: AppContext;
}

/** Writes the audit log as the last statement of the transaction that did it. */
export function writeDeed(desk: Desk, tx: Db, deed: Deed): Promise<void> {
  const after = { ...deed.after, mode: desk.livemode ? 'live' : 'test' };
  return writeAudit(desk.context, tx, { ...deed, after, ...auditOf(desk) });
}

/** Somebody changed it since the form was drawn: nothing was done. */
export const STALE = { kind: 'stale' } as const;
/** There is no such thing of this shop in this mode. */
export const UNKNOWN = { kind: 'unknown' } as const;

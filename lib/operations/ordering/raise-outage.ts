import type { Db } from '#lib/db/client.ts';
import { listMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import { findOrderingConfig } from '#lib/db/stores/ordering-config-store.ts';
import type { OrderingOwner, OutageRow } from '#lib/db/stores/ordering-store.ts';
import { insertOutage, listOpenOutages } from '#lib/db/stores/outage-store.ts';
import type { RequestOrigin } from '#lib/domain/event-type.ts';
import { type MethodId, isExpressMethod } from '#lib/domain/method-id.ts';
import type { PublicReason } from '#lib/domain/method-setting.ts';
import { type OutageScope, scopeKey } from '#lib/ordering/down-method.ts';
import { DEFAULT_ORDERING, type OutageAction } from '#lib/ordering/ordering-config.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from '../context.ts';
import { ParamError } from '../param-error.ts';
import { endDetected } from './end-outage.ts';
import { emitOutageEvents } from './outage-events.ts';

export interface OutageRequest {
  readonly method: MethodId;
  /** Left out: as the merchant's settings say of outages that are found. */
  readonly action?: OutageAction | undefined;
  /** To shoppers, by language; the page has words of its own. */
  readonly publicReason: PublicReason;
  /** When it ends by itself; left out: when the merchant says so. */
  readonly endsAt?: Date | null | undefined;
}

const EVERYWHERE: OutageScope = { kind: 'everywhere' };

/**
 * The merchant says that a method is out of order, until it says otherwise, or until the time that it gave: nothing
 * else ends it. Alarms of the detector on the same method end with it. Call it in a transaction. Throws ParamError.
 */
export async function raiseOutage(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  asked: OutageRequest,
  request: RequestOrigin | null = null,
): Promise<OutageRow> {
  const { method } = asked;
  const settings = await listMethodSettings(tx, owner.merchantId, owner.livemode);
  if (!settings.some((setting) => setting.method === method)) {
    throw new ParamError('method', `${method} is not among your methods in this mode.`);
  }
  const { outageAction } = (await findOrderingConfig(tx, owner)) ?? DEFAULT_ORDERING;
  const action = asked.action ?? (isExpressMethod(method) ? 'close' : outageAction);
  if (isExpressMethod(method) && action === 'move_down') {
    throw new ParamError(
      'action',
      `${method} is a button beside the list and has no place to move down from: close it.`,
    );
  }
  const detected = await endDetected(context, tx, owner, method);
  const now = context.clock.now();
  const row: OutageRow = {
    id: newId('method_outage'),
    merchantId: owner.merchantId,
    livemode: owner.livemode,
    method,
    scope: EVERYWHERE,
    scopeKey: scopeKey(EVERYWHERE),
    raisedBy: 'merchant',
    action,
    publicReason: asked.publicReason,
    since: now,
    raisedAt: now,
    evidence: null,
    endsAt: asked.endsAt ?? null,
    endedAt: null,
    endedBy: null,
  };
  if (!(await insertOutage(tx, row))) {
    const [open] = await listOpenOutages(tx, owner, method);
    throw new ParamError(
      'method',
      `${method} is out of order already${open === undefined ? '' : ` (${open.id})`}: end that first.`,
    );
  }
  await emitOutageEvents(context, tx, owner, [...detected, row], request);
  context.wakeWorker();
  return row;
}

import type { MethodId } from '#lib/domain/method-id.ts';
import type { PublicReason } from '#lib/domain/method-setting.ts';
import type { OutageAction } from '#lib/ordering/ordering-config.ts';
import { endOutage } from '../ordering/end-outage.ts';
import { retrieveOutage } from '../ordering/own-outages.ts';
import { raiseOutage } from '../ordering/raise-outage.ts';
import { ParamError } from '../param-error.ts';
import { ownerOf } from '../operators/acting.ts';
import { type Desk, UNKNOWN, writeDeed } from './desk.ts';

export type TakenOut =
  | { readonly kind: 'done'; readonly outage: string }
  | typeof UNKNOWN
  /** `param` as the API names it. */
  | { readonly kind: 'problem'; readonly param: string };

/** Takes a method out of order by hand, as `POST /v1/ordering/outages` does; until `endsAt` where it is given. */
export async function takeOutMethod(
  desk: Desk,
  asked: {
    readonly method: MethodId;
    readonly action: OutageAction;
    readonly publicReason: PublicReason;
    readonly endsAt: Date | null;
  },
): Promise<TakenOut> {
  const { context } = desk;
  if (asked.endsAt !== null && asked.endsAt <= context.clock.now()) {
    return { kind: 'problem', param: 'ends_at' };
  }
  try {
    return await context.database.db.transaction(async (tx) => {
      const { id, method, action, publicReason, endsAt } = await raiseOutage(
        context,
        tx,
        ownerOf(desk),
        asked,
      );
      await writeDeed(desk, tx, {
        action: 'outage.raised',
        subject: method,
        after: {
          outageAction: action,
          ...(publicReason.en === undefined ? {} : { reasonEn: publicReason.en }),
          ...(publicReason['zh-HK'] === undefined ? {} : { reasonZh: publicReason['zh-HK'] }),
          ...(endsAt === null ? {} : { until: endsAt.toISOString() }),
        },
      });
      return { kind: 'done', outage: id };
    });
  } catch (error) {
    if (error instanceof ParamError) return { kind: 'problem', param: error.param };
    throw error;
  }
}

/** Says that a method works. An outage that has ended stays as it is, and is no second entry of the log. */
export async function putBackMethod(desk: Desk, id: string): Promise<TakenOut> {
  const { context } = desk;
  const owner = ownerOf(desk);
  return context.database.db.transaction(async (tx) => {
    const before = await retrieveOutage(tx, owner, id);
    if (before === null) return UNKNOWN;
    if (before.endedAt !== null) return { kind: 'done', outage: before.id };
    const ended = await endOutage(context, tx, owner, id);
    if (ended === null) return UNKNOWN;
    await writeDeed(desk, tx, { action: 'outage.ended', subject: ended.method });
    return { kind: 'done', outage: ended.id };
  });
}

/** Undoes `putBackMethod`: the method is out of order again as it was, by the merchant's word. */
export async function takeOutAgain(desk: Desk, id: string): Promise<TakenOut> {
  const before = await retrieveOutage(desk.context.database.db, ownerOf(desk), id);
  if (before === null) return UNKNOWN;
  if (before.endedAt === null) return { kind: 'done', outage: before.id };
  const { method, action, publicReason, endsAt } = before;
  const isAhead = endsAt !== null && endsAt > desk.context.clock.now();
  return takeOutMethod(desk, { method, action, publicReason, endsAt: isAhead ? endsAt : null });
}

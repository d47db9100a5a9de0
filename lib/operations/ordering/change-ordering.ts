import { isDeepStrictEqual } from 'node:util';
import type { Db } from '#lib/db/client.ts';
import { lockOrderingConfig, updateOrderingConfig } from '#lib/db/stores/ordering-config-store.ts';
import { listMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import type { OrderingConfigRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import type { OutageAction } from '#lib/ordering/ordering-config.ts';
import { NO_RULES, type OrderingRules } from '#lib/ordering/ordering-rules.ts';
import type { OrderingPolicyId } from '#lib/ordering/policies/table.ts';
import { checkRules } from './check-rules.ts';
import { type OwnOrdering, orderingOf } from './own-ordering.ts';

/** What is left out stays as it is; null takes away what was set. */
export interface OrderingChange {
  readonly policy?: OrderingPolicyId | undefined;
  readonly rules?: RulesChange | null | undefined;
  /** By method: those that are not named stay. */
  readonly feeShares?: Readonly<Record<string, number | null>> | null | undefined;
  readonly outageAction?: OutageAction | undefined;
}

type RulesChange = {
  readonly [Rule in Exclude<keyof OrderingRules, 'orderByRegion'>]?:
    | OrderingRules[Rule]
    | null
    | undefined;
} & {
  /** By region: those that are not named stay. */
  readonly orderByRegion?: Readonly<Record<string, readonly string[] | null>> | null | undefined;
};

/**
 * Changes how a merchant's methods are ordered, on every page that is opened once the nodes have read it (two
 * seconds). Call it in a transaction: two changes at once follow each other. Throws ParamError.
 */
export async function changeOrdering(
  tx: Db,
  owner: OrderingOwner,
  asked: OrderingChange,
  now: Date,
): Promise<OwnOrdering> {
  return change(tx, owner, now, async (before) => {
    const rules = changedRules(before.rules, asked.rules);
    if (asked.rules !== undefined && asked.rules !== null) {
      const settings = await listMethodSettings(tx, owner.merchantId, owner.livemode);
      const offered = settings.filter(({ enabled }) => enabled).map(({ method }) => method);
      checkRules(rules, { sent: asked.rules, offered });
    }
    return {
      policy: asked.policy ?? before.policy,
      rules,
      feeShares: changedEntries(before.feeShares, asked.feeShares),
      outageAction: asked.outageAction ?? before.outageAction,
    };
  });
}

/** The kill switch: everything in the merchant's own order, experiments too, until it is resumed. */
export async function pauseOrdering(tx: Db, owner: OrderingOwner, now: Date): Promise<OwnOrdering> {
  return change(tx, owner, now, ({ pausedAt }) => ({ pausedAt: pausedAt ?? now }));
}

export async function resumeOrdering(
  tx: Db,
  owner: OrderingOwner,
  now: Date,
): Promise<OwnOrdering> {
  return change(tx, owner, now, () => ({ pausedAt: null }));
}

/** A change that changes nothing is no version of its own. */
async function change(
  tx: Db,
  { merchantId, livemode }: OrderingOwner,
  now: Date,
  changed: (
    before: OrderingConfigRow,
  ) => Partial<OrderingConfigRow> | Promise<Partial<OrderingConfigRow>>,
): Promise<OwnOrdering> {
  const owner = { merchantId, livemode };
  const before = await lockOrderingConfig(tx, owner, now);
  const after = { ...before, ...(await changed(before)) };
  if (isDeepStrictEqual(after, before)) return orderingOf(tx, before, { owner, now });
  const written = { ...after, version: before.version + 1, updatedAt: now };
  await updateOrderingConfig(tx, written);
  return orderingOf(tx, written, { owner, now });
}

function changedRules(before: OrderingRules, asked: OrderingChange['rules']): OrderingRules {
  if (asked === undefined) return before;
  if (asked === null) return NO_RULES;
  const { maxDisplacement } = asked;
  return {
    order: changedList(before.order, asked.order),
    orderByRegion: changedEntries(before.orderByRegion, asked.orderByRegion),
    pinned: changedList(before.pinned, asked.pinned),
    hidden: changedList(before.hidden, asked.hidden),
    amounts: changedList(before.amounts, asked.amounts),
    maxDisplacement: maxDisplacement === undefined ? before.maxDisplacement : maxDisplacement,
  };
}

function changedList<Item>(
  before: readonly Item[],
  asked: readonly Item[] | null | undefined,
): readonly Item[] {
  return asked === undefined ? before : (asked ?? []);
}

function changedEntries<Value>(
  before: Readonly<Record<string, Value>>,
  asked: Readonly<Record<string, Value | null>> | null | undefined,
): Readonly<Record<string, Value>> {
  if (asked === undefined) return before;
  if (asked === null) return {};
  return Object.fromEntries(
    Object.entries({ ...before, ...asked }).flatMap(([name, value]) =>
      value === null ? [] : [[name, value] as const],
    ),
  );
}
